"""Questions of the risk ledgers over plain values, one module per subject."""
