"""MITRE ATT&CK: its matrices as reference, and what objects tell of its techniques."""
