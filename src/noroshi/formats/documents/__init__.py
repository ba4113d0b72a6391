"""What people write about attacks, as passages of text: free text, HTML, PDF, mail, sheets, OpenIOC, and where each
passage stood. What an attacker may have made is read in a process of its own."""

from noroshi.formats.documents.passages import (
    MOST_OCTETS,
    Document,
    Kind,
    Passage,
)
from noroshi.formats.documents.reading import read

__all__ = ["MOST_OCTETS", "Document", "Kind", "Passage", "read"]
