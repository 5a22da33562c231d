"""Pure questions over plain values; they know neither models nor the database."""
