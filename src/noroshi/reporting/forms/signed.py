"""The offline form's signature, in a file beside it: by the log's keys, over its kind and its octets."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from noroshi.kernel.errors import Location, MalformedError, RefusedError
from noroshi.ledger.notes import Signer, Verifier, read_note, require_signed, sign_note
from noroshi.reporting.forms.offline import BLANK, digest_of

HEAD: Final = "noroshi/form/v1"
LONGEST: Final = 4 << 20
OWN: Final = re.compile(r'<meta name="noroshi-form" content="sha256:([0-9a-f]{64})">')


def sign_form(octets: bytes, signers: Sequence[Signer]) -> str:
    """The signed note of a form: the line `noroshi/form/v1` and the SHA-256 of the file."""
    return sign_note(f"{HEAD}\n{hashlib.sha256(octets).hexdigest()}\n", signers)


def check_form(octets: bytes, source: str) -> str:
    """The digest of its version that a form carries, which is that of its octets.

    Raises: MalformedError for what is no form, RefusedError for one that was changed."""
    if len(octets) > LONGEST:
        raise MalformedError("is too long for a form", at=Location(source))
    try:
        page = octets.decode()
    except UnicodeDecodeError as error:
        raise MalformedError("is no form", at=Location(source)) from error
    told = OWN.search(page)
    if told is None:
        raise MalformedError("is no form", at=Location(source))
    if digest_of(page.replace(told[1], BLANK)) != told[1]:
        raise RefusedError(f"{source} was changed: its digest is another one")
    return told[1]


def check_signature(octets: bytes, note: str, verifiers: Sequence[Verifier], source: str) -> None:
    """Every one of the keys has signed these octets as a form.

    Raises: MalformedError for what is no note, RefusedError for another file's or a wrong one."""
    signed = read_note(note, source=source)
    if signed.text != f"{HEAD}\n{hashlib.sha256(octets).hexdigest()}\n":
        raise RefusedError(f"{source} is the signature of another file")
    require_signed(signed, verifiers)
