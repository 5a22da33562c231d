"""What is counted over many villages, one module per subject."""
