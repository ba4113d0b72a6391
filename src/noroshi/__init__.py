"""Noroshi: the software of a nation's cyber defence."""

__version__ = "0.1.0"
