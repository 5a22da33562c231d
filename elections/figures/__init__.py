"""Figures of elections, worked out with queries that do not grow with the villages."""
