"""Backups of a whole site in one encrypted file: database, files, audit anchor; never a key."""
