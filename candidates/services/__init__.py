"""Verbs of the pool, the placements, the intentions, the reviews and the nominees: the only writers of this app."""
