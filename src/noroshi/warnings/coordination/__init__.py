"""What first for the nation: the trees of coordinators over what the office sees."""
