"""The declaration of a ledger and the standard pages made from it."""
