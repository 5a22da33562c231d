"""Verbs of the risk ledgers, one module per subject."""
