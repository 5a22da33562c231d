"""Background jobs whose truth is the database, and periodic acts."""
