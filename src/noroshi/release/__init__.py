"""Who may receive what, and why: the only writer of audiences."""
