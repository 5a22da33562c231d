"""How a row is kept: versions and history, steps and approvals, files, search keys."""
