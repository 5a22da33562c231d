"""Verbs of the election, one module per subject."""
