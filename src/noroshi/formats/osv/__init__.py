"""Open Source Vulnerability format (OpenSSF OSV schema 1.x), of every database that uses it."""

from noroshi.formats.osv.reading import is_record, read

__all__ = ["is_record", "read"]
