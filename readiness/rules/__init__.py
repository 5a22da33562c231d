"""Questions over plain values, one module per subject."""
