"""What a user finds when signing in: menu, to-do, notices, calendar."""
