"""Whether a document is valid: the schema of CSAF 2.0 or 2.1 and every mandatory test of it."""

import re
from itertools import islice
from typing import Any

import msgspec

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory import TESTS, TESTS_21, Tests
from noroshi.formats.csaf.mandatory.dates import misspelt_instants
from noroshi.formats.csaf.reading import LIMITS
from noroshi.formats.csaf.schema import Document
from noroshi.formats.json_limits import read_json
from noroshi.kernel.errors import Location, MalformedError

SCHEMA = "schema"
MOST_FAILURES = 100  # of one test
PLACE = re.compile(r"(?P<reason>.*) - at `\$(?P<path>[^`]*)`", re.DOTALL)
INDEX = re.compile(r"\[([0-9]+)\]")

_DOCUMENT = msgspec.json.Decoder(Document)
_NEWER = msgspec.json.Decoder(schema21.Document)
_ANY = msgspec.json.Decoder(dict[str, Any])


class About(msgspec.Struct, frozen=True, gc=False):
    csaf_version: str = ""


class Peek(msgspec.Struct, frozen=True, gc=False):
    """What says by which schema to read."""

    document: About | None = None


_PEEK = msgspec.json.Decoder(Peek)


class Failure(msgspec.Struct, frozen=True):
    """test: `6.1.14`, or `schema`; path: a JSON pointer, in which `*` is some item of a list."""

    test: str
    path: str
    reason: str


def failures(data: bytes, *, at: Location) -> list[Failure]:
    """What fails, in the order of the tests; nothing of a valid document. What breaks the schema is
    not tested further: it is named alone.

    Never raises: what is no JSON at all breaks the schema. Source: CSAF 2.0 and 2.1, sections 5
    and 6.1."""
    try:
        about = read_json(data, _PEEK, limits=LIMITS, at=at).document
        if about is None or about.csaf_version != "2.1":
            return _tested(read_json(data, _DOCUMENT, limits=LIMITS, at=at), TESTS)
        whole = read_json(data, _ANY, limits=LIMITS, at=at)
        misspelt = list(islice(misspelt_instants(whole), MOST_FAILURES))
        if misspelt:
            return [Failure("6.1.37", path, reason) for path, reason in misspelt]
        return _tested(read_json(data, _NEWER, limits=LIMITS, at=at), TESTS_21)
    except MalformedError as error:
        return [_broken(error.detail)]


def _tested(document: Document, tests: Tests) -> list[Failure]:
    return [
        Failure(number, path, reason)
        for number, test in tests.items()
        for path, reason in islice(test(document), MOST_FAILURES)
    ]


def valid(data: bytes, *, at: Location) -> Document:
    """The document, which is of 2.0. Raises: MalformedError that names the first test that fails."""
    try:
        document = read_json(data, _DOCUMENT, limits=LIMITS, at=at)
        found = _tested(document, TESTS)
    except MalformedError as error:
        found = [_broken(error.detail)]
    if found:
        first = found[0]
        raise MalformedError(
            f"{first.test}: {first.reason}", at=Location(at.source, first.path or at.place)
        )
    return document


def _broken(detail: str) -> Failure:
    found = PLACE.fullmatch(detail)
    if found is None:
        return Failure(SCHEMA, "", detail)
    path = INDEX.sub(r"/\1", found["path"]).replace(".", "/")
    return Failure(SCHEMA, path, found["reason"])
