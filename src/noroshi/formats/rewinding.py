"""Documents that are gone through more than once, or whose beginning is looked at first."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final

from noroshi.kernel.errors import Location, MalformedError

CHUNK: Final = 1024 * 1024
UTF_16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def beginning(prefix: bytes) -> str:
    """The text of a document that begins so, from its first character that is no white space."""
    text = prefix.decode(UTF_16.get(prefix[:2], "utf-8"), errors="replace")
    return text.lstrip("\ufeff \t\r\n")


@contextmanager
def rewindable(stream: BinaryIO, *, source: str, octets: int) -> Iterator[BinaryIO]:
    """The stream, or a temporary copy of one that cannot be rewound.

    Raises: MalformedError where a copy would be longer than `octets`."""
    if stream.seekable():
        yield stream
        return
    with tempfile.TemporaryFile() as copy:
        while chunk := stream.read(CHUNK):
            copy.write(chunk)
            if copy.tell() > octets:
                raise MalformedError(f"longer than {octets} octets", at=Location(source))
        copy.seek(0)
        yield copy
