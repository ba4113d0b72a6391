"""How fast the house is, against peers and against what was promised."""
