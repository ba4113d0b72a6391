"""Suites that others wrote, run against a served house: `make conformance`."""
