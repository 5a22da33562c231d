"""A made-up county at any size: invented places and people, the same for the same seed."""
