"""Pages of elections beyond the standard ones."""
