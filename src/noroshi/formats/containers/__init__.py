"""What a person may hand over, opened by content and within limits: files, folders, gzip,
zstd, tar and JSON Lines become documents, each with where it was found. Knows no codec."""

from noroshi.formats.containers.limits import Limits
from noroshi.formats.containers.reading import Content, Document, read_contents, read_documents

__all__ = ["Content", "Document", "Limits", "read_contents", "read_documents"]
