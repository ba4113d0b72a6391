"""The addresses of TAXII 2.1 (sections 4 and 5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

import orjson
from django.http import HttpRequest

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.taxii import asking, media, shapes, submitting
from noroshi.entrypoints.taxii.door import Answer, answer, door
from noroshi.entrypoints.taxii.refusals import RequestError
from noroshi.intelligence import collections
from noroshi.intelligence.actions.delete_objects import delete_objects
from noroshi.intelligence.queries import Listed, Place
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.operations.config import config
from noroshi.parties.queries import kept_answer

ROOT: Final = "/taxii2/noroshi/"
EVERY: Final = ("all",)


def _discovery(request: Request) -> Answer:
    return answer(shapes.discovery_json(address(request)))


def address(request: HttpRequest) -> str:
    """The API root's: by HTTPS where the site is reached by that (section 4.1.1), even if a proxy
    does not say so."""
    site = config().public_url
    if site.startswith("https://") and not request.is_secure():
        return f"{site}{ROOT}"
    return request.build_absolute_uri(ROOT)


def _root(_: Request) -> Answer:
    return answer(shapes.root_json())


def _status(request: Request, name: str) -> Answer:
    kept = kept_answer(submitting.key(name), by=request.auth)
    if kept is None:
        raise AbsentError("there is no such status")
    return answer(kept)


def _collections(request: Request) -> Answer:
    found = collections.collections(request.auth)
    return answer({"collections": [shapes.collection_json(one) for one in found]})


def _collection(request: Request, collection: str) -> Answer:
    return answer(shapes.collection_json(collections.collection(collection, request.auth)))


def _manifest(request: Request, collection: str) -> Answer:
    rows, page, dates = _rows(request, collection, asking.asked(request))
    if rows:
        page["objects"] = [shapes.manifest_json(one) for one in rows]
    return Answer(orjson.dumps(page), headers=dates)


def _objects(request: Request, collection: str) -> Answer:
    return _envelope(request, collection, asking.asked(request))


def _object(request: Request, collection: str, name: str) -> Answer:
    _must_be_there(request, collection, name)
    return _envelope(request, collection, asking.asked(request, of=name))


def _versions(request: Request, collection: str, name: str) -> Answer:
    _must_be_there(request, collection, name)
    wanted = asking.asked(request, of=name, versions=EVERY)
    rows, page, dates = _rows(request, collection, wanted)
    if rows:
        newest = sorted({one.version for one in rows}, reverse=True)
        page["versions"] = [shapes.version_text(one) for one in newest]
    return Answer(orjson.dumps(page), headers=dates)


def _add(request: Request, collection: str) -> Answer:
    _must_write(request, collection)
    media.must_be_sent(request)
    return answer(submitting.submit(request), HTTPStatus.ACCEPTED)


def _delete(request: Request, collection: str, name: str) -> Answer:
    _must_write(request, collection)
    _must_be_there(request, collection, name)
    chosen = asking.matched(request, versions=EVERY)
    delete_objects(name, chosen, by=request.auth, at=now())
    return Answer(None)


def _must_write(request: Request, collection: str) -> None:
    if not collections.collection(collection, request.auth).can_write:
        raise RequestError(HTTPStatus.FORBIDDEN, "nothing is written to this collection")


def _must_be_there(request: Request, collection: str, name: str) -> None:
    found = collections.collection(collection, request.auth)
    if not collections.has(found, name):
        raise AbsentError("there is no such object in this collection")


def _envelope(request: Request, collection: str, wanted: asking.Asked) -> Answer:
    """Section 3.7; the objects in the octets that they are kept in."""
    found = collections.collection(collection, request.auth)
    told = collections.contents(found, wanted.chosen, after=wanted.after, size=wanted.size)
    if told is None:
        return Answer(b"{}")
    head = orjson.dumps(_more(told.more, told.last, wanted))[:-1]
    dates = _dates(told.first, told.last.added_at)
    return Answer(b'%s,"objects":[%s]}' % (head, told.contents.encode()), headers=dates)


def _rows(
    request: Request, collection: str, wanted: asking.Asked
) -> tuple[Sequence[Listed], dict[str, Any], Mapping[str, str]]:
    """A page's rows, what it says of those after it, and its dates."""
    found = collections.collection(collection, request.auth)
    limit = wanted.size + 1
    rows = collections.members(found, Listed, wanted.chosen, after=wanted.after, size=limit)
    if not rows:
        return rows, {}, {}
    told = rows[: wanted.size]
    last = Place(told[-1].added_at, told[-1].id)
    more = _more(len(rows) > wanted.size, last, wanted)
    return told, more, _dates(told[0].added_at, last.added_at)


def _more(follows: bool, last: Place, wanted: asking.Asked) -> dict[str, Any]:  # noqa: FBT001
    """Whether more follows the last that is told, and how to go on."""
    if not follows:
        return {"more": False}
    return {"more": True, "next": asking.cursor(last, wanted.chosen)}


def _dates(first: datetime, last: datetime) -> Mapping[str, str]:
    """When the first and the last that are given came in."""
    return {
        "X-TAXII-Date-Added-First": shapes.precisely(first),
        "X-TAXII-Date-Added-Last": shapes.precisely(last),
    }


def _absent(_: Request) -> Answer:
    raise AbsentError("there is nothing at this address")


discovery = door(GET=_discovery)
root = door(GET=_root)
status = door(GET=_status)
all_collections = door(GET=_collections)
one_collection = door(GET=_collection)
manifest = door(GET=_manifest)
objects = door(GET=_objects, POST=_add)
one_object = door(GET=_object, DELETE=_delete)
versions = door(GET=_versions)
absent = door(GET=_absent, POST=_absent, PUT=_absent, PATCH=_absent, DELETE=_absent)
