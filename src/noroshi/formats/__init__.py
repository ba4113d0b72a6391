"""Pure codecs: bytes to values and back. No framework, no database."""
