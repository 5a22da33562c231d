"""What is filled into a form, pure."""
