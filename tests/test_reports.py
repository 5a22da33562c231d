"""The analysis report: every village gets one, it says what is missing, and what has not changed is not printed again."""
