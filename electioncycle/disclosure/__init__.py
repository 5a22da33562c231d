"""Who may read what, and for how long."""
