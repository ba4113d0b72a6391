"""Critical systems, specified computers and what they are made of."""
