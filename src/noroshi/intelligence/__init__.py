"""Intelligence in STIX: who said what about whom, in which version, and how far it may travel."""
