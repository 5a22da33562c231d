"""Workbooks of this app: accounts in bulk, and the trail as it goes out."""
