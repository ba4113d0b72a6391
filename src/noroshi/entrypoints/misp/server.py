"""`/misp/servers/…`, `/misp/users/…`, `/misp/warninglists/…`: the server, the client, common values."""

from http import HTTPStatus
from typing import Any

import orjson

from noroshi.entrypoints.api.access import Request
from noroshi.entrypoints.misp import shapes
from noroshi.entrypoints.misp.door import Plain, door, sent, setting
from noroshi.formats.names.observables import extract
from noroshi.intelligence.warninglists.queries import common, entries, warning_lists
from noroshi.kernel.errors import AbsentError, MalformedError
from noroshi.parties import queries as parties

MOST_CHECKED = 1000
ABSENT = "This part of MISP's interface is not served here."


def _version(_: Request) -> Any:
    return shapes.version_json()


def _me(request: Request, ref: str) -> Any:
    shown = shapes.user_json(request.auth)
    if ref not in ("me", shown["User"]["id"], shown["User"]["email"]):
        raise AbsentError("Invalid user")
    return shown


def _organisation(_: Request, ref: str) -> Any:
    for one in _known():
        if ref in (one["id"], one["uuid"], one["name"]):
            return {"Organisation": one}
    raise AbsentError("Invalid organisation")


def _organisations(request: Request) -> Any:
    """Those that the client knows; `searchall:` narrows by code or name."""
    return [{"Organisation": one} for one in _known(setting(request, "searchall"))]


def _known(text: str = "") -> list[dict[str, Any]]:
    known = {one.id: one.code for one in parties.organisations(text=text)}
    return [shapes.organisation_json(one, known) for one in known]


def _lists(_: Request) -> Any:
    shown = [{"Warninglist": shapes.warning_list_json(one)} for one in warning_lists()]
    return {"Warninglists": shown}


def _list(_: Request, ref: str) -> Any:
    one = warning_lists().filter(id=int(ref)).first()
    if one is None:
        raise AbsentError("Invalid Warninglist.")
    return {"Warninglist": shapes.warning_list_json(one, entries(one))}


def _check(request: Request) -> Any:
    given = sent(request)
    values = given if isinstance(given, list) else [given]
    if len(values) > MOST_CHECKED or not all(isinstance(one, str) for one in values):
        raise MalformedError(f"a list of {MOST_CHECKED} texts at most")
    of = {value: extract(value) for value in values}
    on_lists = common(one for every in of.values() for one in every)
    ids = {one.name: str(one.id) for one in warning_lists()}
    found = {
        value: [
            {"id": ids[name], "name": name, "matched": one.value}
            for one in every
            for name in on_lists.get(one, ())
        ]
        for value, every in of.items()
    }
    return {value: lists for value, lists in found.items() if lists} or []


def _absent(request: Request) -> Any:
    document = {"name": ABSENT, "message": ABSENT, "url": request.path, "errors": ABSENT}
    return Plain(orjson.dumps(document), status=HTTPStatus.NOT_FOUND)


version = door(GET=_version)
me = door(GET=_me)
organisation = door(GET=_organisation)
organisations = door(GET=_organisations)
lists = door(GET=_lists)
one_list = door(GET=_list)
check = door(POST=_check)
absent = door(GET=_absent, POST=_absent, PUT=_absent, DELETE=_absent)
