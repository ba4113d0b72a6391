"""Who told what, and when."""
