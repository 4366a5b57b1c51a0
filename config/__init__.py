"""How the house is set up: settings, addresses, the database, the processes and the command line."""
