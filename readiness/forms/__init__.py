"""Forms of the entry pages, one module per subject."""
