"""What changes forms and editions, and what is read for them."""
