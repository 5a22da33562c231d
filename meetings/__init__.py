"""Organisation of the work: leading groups, meetings, minutes, publicity, inspection, discipline."""
