"""Pure questions of this app: which nodes and columns hang on a wall."""
