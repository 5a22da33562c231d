"""Verbs of elections: the only writers."""
