"""Vulnerabilities in a CycloneDX document (ECMA-424, 1.4 to 1.7, JSON and XML) as VEX."""

from noroshi.formats.cyclonedx_vex.reading import is_document, read

__all__ = ["is_document", "read"]
