"""What the county hands up: the city's own workbooks, filled again and again, and the editions that were sent."""
