"""What operators must and may tell, to whom, by when, and what they have told."""
