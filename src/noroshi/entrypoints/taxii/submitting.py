"""Objects that a client adds, and the status that it may ask for afterwards (sections 4.3 and 5.4)."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from uuid import uuid4

import msgspec

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.taxii import shapes
from noroshi.entrypoints.taxii.refusals import RequestError
from noroshi.formats.containers import Content
from noroshi.formats.json_limits import JsonLimits, read_json
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.intelligence.collections import newest_versions
from noroshi.kernel.clock import now
from noroshi.kernel.errors import Location, MalformedError
from noroshi.kernel.imports import ImportResult
from noroshi.parties.actions.answer_once import Sent, answer_once

MIB: Final = 1 << 20
LIMITS: Final = JsonLimits(octets=shapes.MOST_OCTETS, commas=1_000_000)
SOURCE: Final = "taxii"


class _Named(msgspec.Struct):
    id: str
    modified: str | None = None
    created: str | None = None


class _Envelope(msgspec.Struct):
    objects: list[_Named]


_ENVELOPE = msgspec.json.Decoder(_Envelope)


def key(name: str) -> str:
    """Under which the status is kept with the client's other answers."""
    return f"taxii {name}"


def submit(request: Request) -> shapes.Resource:
    """Take an envelope's objects into the client's own collection, and say what became of each.

    Raises: MalformedError for a body that is no envelope, RequestError 413 for a larger one than
    the API root says."""
    body = _body(request)
    named = read_json(body, _ENVELOPE, limits=LIMITS, at=Location("request", "body")).objects
    name, at = str(uuid4()), now()

    def take() -> shapes.Resource:
        contents = [Content(SOURCE, _pieces(body))]
        result = import_objects(contents, by=request.auth, at=at, terms=Terms(source=SOURCE))
        return _told(name, at, named, result)

    sent = Sent(key(name), hashlib.sha256(body).digest())
    told: shapes.Resource = answer_once(sent, take, by=request.auth, at=at)
    return told


def _told(
    name: str, at: datetime, named: Sequence[_Named], result: ImportResult
) -> shapes.Resource:
    """The status: what was known already has succeeded as well."""
    reasons = {one.place: one.reason for one in result.refused}
    held = newest_versions([one.id for one in named if not (one.modified or one.created)])
    done: list[shapes.Resource] = []
    bad: list[shapes.Resource] = []
    for number, one in enumerate(named):
        version = one.modified or one.created or shapes.version_text(held.get(one.id, at))
        reason = reasons.pop(f"/objects/{number}", "")
        (bad if reason else done).append(shapes.detail_json(one.id, version, reason))
    if reasons:  # of the envelope itself: none of its objects was taken
        place, reason = next(iter(reasons.items()))
        raise MalformedError(reason, at=Location("request", place))
    return shapes.status_json(name, at, done, bad)


def _body(request: Request) -> bytes:
    body = b""
    while chunk := request.read(MIB):
        body += chunk
        if len(body) > shapes.MOST_OCTETS:
            detail = f"more than {shapes.MOST_OCTETS} octets"
            raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    return body


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), MIB):
        yield body[start : start + MIB]
