"""What is printed of elections."""
