"""`/misp/`: events of the intelligence store for clients of MISP's own interface (PyMISP)."""
