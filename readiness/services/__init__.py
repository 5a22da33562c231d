"""Verbs of the team analysis and of the gate, one module per subject."""
