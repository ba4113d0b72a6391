"""`/taxii2/`: the intelligence store for clients of TAXII 2.1 (OASIS Standard, 10 June 2021)."""
