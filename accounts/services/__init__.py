"""The acts on accounts: signing in, second factors, opening and changing accounts, first passwords, handing over."""
