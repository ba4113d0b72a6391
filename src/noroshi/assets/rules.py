"""Pure decisions about assets: how far a bill of materials is followed, which versions are meant."""

import unicodedata
from typing import Final

from noroshi.formats.names.versions import Scheme, version_key
from noroshi.kernel.errors import MalformedError

DEEPEST: Final = 64  # edges that are followed from what a bill is about
FAR: Final = 32767  # the depth of what no such way leads to
LONGEST_SERIAL: Final = 200  # characters of a document's number by which others refer to it
GAPS_KEPT: Final = 200  # of what a bill of materials does not say
MOST_EXPORTED: Final = 100_000  # components that a list hands over at once
MOST_COMPARED: Final = 20_000  # components that differ between two editions


def folded(text: str) -> str:
    """A text as it is sought: who types in full width means the same in half width."""
    return unicodedata.normalize("NFKC", text).strip()


def bound(name: str, text: str) -> bytes | None:
    """The key of a version that bounds others; None of an empty text. Raises: MalformedError."""
    if not text:
        return None
    key = version_key(text, Scheme.GENERIC)
    if key is None:
        raise MalformedError(f"{name}: this is no version")
    return key


def lies_between(version: str, low: bytes | None, high: bytes | None) -> bool:
    """Is the version at least `low` and before `high`, of those that are given? One that cannot
    be read is taken to be."""
    key = version_key(version, Scheme.GENERIC) if version else None
    return key is None or ((low is None or key >= low) and (high is None or key < high))
