"""Values that are common infrastructure: public knowledge, the same for everybody."""
