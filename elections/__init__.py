"""The election of a village: what its rules say of figures, and (later) from calendar to archive."""
