"""Common Security Advisory Framework (OASIS CSAF) 2.0 and 2.1: advisories and VEX."""

from noroshi.formats.csaf.reading import CsafDocument, is_document, read

__all__ = ["CsafDocument", "is_document", "read"]
