"""Counts over the ledgers of this app, by township or village, with a number of queries that does not grow."""
