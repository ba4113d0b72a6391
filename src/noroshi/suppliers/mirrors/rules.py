"""Pure decisions about providers that are mirrored."""

import hashlib
import re
from collections.abc import Mapping
from typing import Final

from noroshi.formats.csaf.offered import Metadata
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp
from noroshi.suppliers.advising import Outline, outline

LONGEST_PROVIDER: Final = 60
NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
SHRUNK: Final = 0.9  # of what the provider offered
TRUSTED: Final = "csaf_trusted_provider"
NOT_FOR_EVERYBODY: Final = "tlp: it is not for everybody"


def checked(document: bytes, told: Metadata, *, name: str) -> Outline:
    """What is to be known of a document that a provider serves under a file name.

    Raises: MalformedError for one that is not valid, not for everybody, not final enough to be public,
    another issuer's, or misnamed."""
    about = outline(document)
    if about.tlp != Tlp.CLEAR:
        raise MalformedError(NOT_FOR_EVERYBODY)
    if about.state == "draft":
        raise MalformedError("status: it is a draft")
    if about.publisher.namespace != told.publisher.namespace:
        raise MalformedError("publisher: its namespace is not the provider's")
    if about.name != name:
        raise MalformedError(f"file name: section 5.1 calls it {about.name}")
    return about


def check_hashes(document: bytes, hashes: Mapping[str, str]) -> None:
    """hashes: what stands beside it, by algorithm. Raises: MalformedError for another's."""
    for algorithm, line in hashes.items():
        digest = hashlib.new(algorithm, document).hexdigest()
        if line.split()[:1] != [digest]:
            raise MalformedError(f"{algorithm}: the hash is of something else")
