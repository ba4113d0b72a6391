"""CycloneDX (ECMA-424) 1.2 to 1.7, JSON and XML: bills of materials, read as they stream by."""

from noroshi.formats.cyclonedx.reading import is_cyclonedx, read_bom

__all__ = ["is_cyclonedx", "read_bom"]
