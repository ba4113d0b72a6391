"""SPDX 2.2, 2.3 (ISO/IEC 5962) and 3.0: JSON, tags and values, RDF/XML, JSON-LD."""

from noroshi.formats.spdx.reading import is_spdx, read_bom

__all__ = ["is_spdx", "read_bom"]
