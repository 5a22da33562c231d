"""Verbs of organisation and meetings, one module per subject."""
