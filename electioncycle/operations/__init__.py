"""Running the site: services, health, upkeep, keys, backups."""
