"""What protects people's data: encryption and masks, the audit trail, budgets, masked error reports."""
