"""The notice to one organisation: why, what to do, by when, and what it answered."""
