"""Owns the one writer into a user's own xlsx: it changes the cells concerned and copies every other byte.

Runs in a child process that must not import the project, as ``parser.py`` does; nothing here may but the standard
library, lxml and, for formulas, openpyxl. What it does not touch stays: formats, formulas with their cached values,
merges, drop-downs to other sheets, pictures, the user's own comments and fills.

``workbook`` opens the file for changes to any of its sheets (``sheet``: cells, ``notes``, ``styles``) and writes it;
whoever changes values asks it to forget the results that rest on them (``dependents``). ``copy`` is its first use, the
marked copy.
"""
