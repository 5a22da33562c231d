"""Declarations of the risk ledgers."""
