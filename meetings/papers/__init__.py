"""What leaves this app on paper."""
