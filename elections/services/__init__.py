"""Verbs of elections, one module per subject."""
