"""Pages beyond the standard ones, one module per subject."""
