"""Questions of organisation and meetings over plain values, one module per subject."""
