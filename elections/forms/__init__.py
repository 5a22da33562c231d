"""Forms of elections beyond the standard ones."""
