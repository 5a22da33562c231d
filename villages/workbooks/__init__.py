"""Workbooks of this app: what goes out, and how its lines are read."""
