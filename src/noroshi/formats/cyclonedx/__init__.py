"""CycloneDX (ECMA-424) 1.2 to 1.7, JSON and XML: bills of materials, read as they stream by."""

from noroshi.formats.cyclonedx.reading import is_cyclonedx, read_bom
from noroshi.formats.cyclonedx.values import BomHeader, BomLimits, Component, ComponentError

__all__ = ["BomHeader", "BomLimits", "Component", "ComponentError", "is_cyclonedx", "read_bom"]
