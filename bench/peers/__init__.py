"""Peers. They run in an environment of their own: nothing here imports the house."""
