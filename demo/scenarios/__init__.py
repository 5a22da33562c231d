"""What the documents of real counties report, entered again with invented places and people, and counted."""
