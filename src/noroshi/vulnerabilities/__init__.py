"""What is known to be weak, in which versions, and who is exposed."""
