"""Pages of this app: the home, analysis reports and figures, what hangs on the wall, the leaders' paper."""
