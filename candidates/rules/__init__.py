"""Pure questions about people who want to stand: they know neither models nor the database."""
