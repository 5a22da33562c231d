"""What single values stand for as people type them: characters, names, words of choices, cells."""
