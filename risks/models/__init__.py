"""Risk points, key ledgers, visits; problem, task and countermeasure lists."""
