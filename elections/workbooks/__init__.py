"""Workbooks of elections."""
