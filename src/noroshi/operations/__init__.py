"""How the house is run: configuration, the database server, supervision, logs, backup."""
