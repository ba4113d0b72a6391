"""A file that a client sends: the part `file` of a form, or the body itself."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Final, cast

from django.http import HttpRequest
from ninja.errors import HttpError

from noroshi.kernel.errors import Location, MalformedError

MIB: Final = 1 << 20
MOST_OCTETS: Final = 256 * MIB
IN_MEMORY: Final = 2 * MIB

# A file as a form sends it.
OCTETS: Final[Mapping[str, Any]] = {"schema": {"type": "string", "format": "binary"}}
FORM: Final[Mapping[str, Any]] = {
    "schema": {
        "type": "object",
        "properties": {"file": OCTETS["schema"]},
        "required": ["file"],
    }
}

BODIES: Final[Mapping[str, Any]] = {
    "required": True,
    "content": {
        "multipart/form-data": FORM,
        "text/csv": {"schema": {"type": "string"}},
        "application/vnd.cyclonedx+json": {"schema": {"type": "object"}},
        "application/vnd.cyclonedx+xml": {"schema": {"type": "string"}},
    },
}

SHEETS: Final[Mapping[str, Any]] = {
    **BODIES,
    "content": {kind: BODIES["content"][kind] for kind in ("multipart/form-data", "text/csv")},
}


@dataclass(frozen=True, slots=True)
class Upload:
    """stream: at its beginning, seekable; digest: 32 octets, of name and content."""

    stream: BinaryIO
    source: str
    digest: bytes


@contextmanager
def received(request: HttpRequest, source: str) -> Iterator[Upload]:
    """The file that came with a request. source: its name, where the form gives none.

    Raises: MalformedError without a file, HttpError 413 beyond 256 MiB."""
    if request.content_type == "multipart/form-data":
        part = request.FILES.get("file")
        if part is None or part.file is None:
            raise MalformedError("the form has no file", at=Location("request", "body.file"))
        if (part.size or 0) > MOST_OCTETS:
            raise _too_large()
        yield _upload(cast("BinaryIO", part.file), source or part.name or "upload")
        return
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        while chunk := request.read(MIB):
            spool.write(chunk)
            if spool.tell() > MOST_OCTETS:
                raise _too_large()
        if not spool.tell():
            raise MalformedError("the body is empty", at=Location("request", "body"))
        yield _upload(cast("BinaryIO", spool), source or "upload")


def _upload(stream: BinaryIO, source: str) -> Upload:
    stream.seek(0)
    digest = hashlib.sha256(f"{source}\n".encode())
    while chunk := stream.read(MIB):
        digest.update(chunk)
    stream.seek(0)
    return Upload(stream, source, digest.digest())


def _too_large() -> HttpError:
    return HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {MOST_OCTETS} octets")
