"""Whether a document is valid: the schema of CSAF 2.0 and every mandatory test."""

import re
from itertools import islice

import msgspec

from noroshi.formats.csaf.mandatory import TESTS
from noroshi.formats.csaf.reading import LIMITS
from noroshi.formats.csaf.schema import Document
from noroshi.formats.json_limits import read_json
from noroshi.kernel.errors import Location, MalformedError

SCHEMA = "schema"
MOST_FAILURES = 100  # of one test
PLACE = re.compile(r"(?P<reason>.*) - at `\$(?P<path>[^`]*)`", re.DOTALL)
INDEX = re.compile(r"\[([0-9]+)\]")

_DOCUMENT = msgspec.json.Decoder(Document)


class Failure(msgspec.Struct, frozen=True):
    """test: `6.1.14`, or `schema`; path: a JSON pointer, in which `*` is some item of a list."""

    test: str
    path: str
    reason: str


def failures(data: bytes, *, at: Location) -> list[Failure]:
    """What fails, in the order of the tests; nothing of a valid document. What breaks the schema is
    not tested further: it is named alone.

    Never raises: what is no JSON at all breaks the schema. Source: CSAF 2.0 sections 5 and 6.1."""
    try:
        document = read_json(data, _DOCUMENT, limits=LIMITS, at=at)
    except MalformedError as error:
        return [_broken(error.detail)]
    return [
        Failure(number, path, reason)
        for number, test in TESTS.items()
        for path, reason in islice(test(document), MOST_FAILURES)
    ]


def valid(data: bytes, *, at: Location) -> Document:
    """The document. Raises: MalformedError that names the first test that fails."""
    found = failures(data, at=at)
    if found:
        first = found[0]
        raise MalformedError(
            f"{first.test}: {first.reason}", at=Location(at.source, first.path or at.place)
        )
    return _DOCUMENT.decode(data.removeprefix(b"\xef\xbb\xbf"))


def _broken(detail: str) -> Failure:
    found = PLACE.fullmatch(detail)
    if found is None:
        return Failure(SCHEMA, "", detail)
    path = INDEX.sub(r"/\1", found["path"]).replace(".", "/")
    return Failure(SCHEMA, path, found["reason"])
