"""medallion's tests of a server of TAXII 2.1 against `/taxii2/`: its own, unchanged. Argument: the folder
of medallion's sources.

The standard input says in JSON at which address, with which keys and which tests; what became of each goes
to the standard output. The tests speak to collections of their own data, each of which is an
organisation's own collection here, written to by TAXII. When an object came in is this server's to say: in
what is asked and answered the instants of their data stand for ours. So do the words of their errors, which
every server has of its own."""

import base64
import contextlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

TYPE = "application/taxii+json;version=2.1"
ROOT, THEIR_ROOT = "/taxii2/noroshi/", "/trustgroup1/"
# Whose own collections theirs are: what they read, and what they write to.
READ, WRITTEN = "91a7b528-80eb-42ed-a74d-c6fbd5a26116", "365fed99-08fa-fdcd-a1b3-fb247eb41d01"
ERROR = {"title": "ProcessingError"}
DESCRIBED = "While processing supplied content, an error occurred: "
SLOWEST, LONGEST = 60, 300


class Server:
    """What a test takes for the client of its server."""

    def __init__(self, url: str, keys: Mapping[str, str]) -> None:
        self._url, self._keys = url, {READ: keys["reading"], WRITTEN: keys["writing"]}
        self._instants: list[tuple[str, str]] = []
        self._sent: dict[str, str] = {}  # statuses, and with whose key

    def get(self, path: str, **given: Any) -> Any:
        return self._answer("GET", path, **given)

    def post(self, path: str, **given: Any) -> Any:
        answer = self._answer("POST", path, **given)
        if answer.status_code == HTTPStatus.ACCEPTED:
            self._sent[answer.json["id"]] = self._key(path)
        return answer

    def delete(self, path: str, **given: Any) -> Any:
        return self._answer("DELETE", path, **given)

    def lay_down(self, collection: Mapping[str, Any]) -> None:
        """The objects of a collection of theirs, in the order in which they came in there."""
        place = f"{THEIR_ROOT}collections/{collection['id']}/"
        headers = {"Authorization": "theirs", "Accept": TYPE, "Content-Type": TYPE}
        by_version = {(one["id"], _version(one)): one for one in collection["objects"]}
        came = sorted(collection["manifest"], key=lambda entry: entry["date_added"])
        came = [entry for entry in came if entry["media_type"].endswith("2.1")]
        for entry in came:
            body = json.dumps({"objects": [by_version[entry["id"], entry["version"]]]})
            status = self.post(f"{place}objects/", data=body, headers=headers).json
            assert status["success_count"] == 1, status
        held = self.get(f"{place}manifest/?match[version]=all", headers=headers).json["objects"]
        self._instants = [
            (theirs["date_added"], ours["date_added"])
            for theirs, ours in zip(came, held, strict=True)
        ]

    def _answer(self, method: str, path: str, **given: Any) -> Any:
        headers = dict(given.get("headers") or {})
        if "Authorization" in headers:
            key = base64.b64encode(self._key(path).encode()).decode()
            headers["Authorization"] = f"Basic {key}"
        said = requests.request(
            method, self._at(path), data=given.get("data"), headers=headers, timeout=SLOWEST
        )
        return SimpleNamespace(
            status_code=said.status_code,
            content_type=said.headers["Content-Type"],
            headers={name: self._theirs(value) for name, value in said.headers.items()},
            json=self._told(said.json()) if said.content else None,
        )

    def _key(self, path: str) -> str:
        """That of the collection or status which is asked for."""
        keys = {**self._keys, **self._sent}
        return next((key for name, key in keys.items() if name in path), self._keys[READ])

    def _at(self, path: str) -> str:
        """Where it stands here."""
        parts = urlsplit(path)
        place = parts.path if parts.path.startswith("/taxii2") else f"/taxii2{parts.path}"
        place = place.replace(f"/taxii2{THEIR_ROOT}", ROOT)
        for name in self._keys:
            place = place.replace(name, "own")
        query = dict(parse_qsl(parts.query))
        if "added_after" in query:
            query["added_after"] = self._ours(query["added_after"])
        return f"{self._url}{place}?{urlencode(query)}"

    def _ours(self, after: str) -> str:
        """The last instant here that is none after theirs; what is later than all of theirs is meant."""
        before = [ours for theirs, ours in self._instants if _exactly(theirs) <= _exactly(after)]
        if len(before) == len(self._instants):
            return max(after, *before, key=_exactly)
        return before[-1] if before else "2000-01-01T00:00:00Z"

    def _theirs(self, at: str) -> str:
        return next((theirs for theirs, ours in self._instants if ours == at), at)

    def _told(self, document: dict[str, Any]) -> dict[str, Any]:
        for entry in document.get("objects", ()):
            if "date_added" in entry:
                entry["date_added"] = self._theirs(entry["date_added"])
        if "http_status" in document:
            described = DESCRIBED + document.get("description", "")
            document |= {**ERROR, "description": described}
        return document


def _version(one: Mapping[str, Any]) -> str:
    return str(one.get("modified") or one["created"])


def _exactly(at: str) -> str:
    """An instant that may be compared as a text."""
    whole, _, fraction = at.rstrip("Z").partition(".")
    return f"{whole}.{fraction:0<9}"


class Suite:
    """A run of the tests, and what became of each."""

    def __init__(self, server: Server, left_out: Iterable[str]) -> None:
        self._server, self._left_out = server, set(left_out)
        self.tests, self.found = 0, dict[str, str]()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        ours = [one for one in items if "mongo" not in one.name]
        self.tests = len(ours)
        items[:] = [one for one in ours if one.originalname not in self._left_out]
        base = sys.modules["medallion.test.base_test"].TaxiiTest
        base.client, base.headers = self._server, {"Accept": TYPE, "Authorization": "theirs"}
        base.post_headers = {**base.headers, "Content-Type": TYPE}
        base.setUp = base.tearDown = lambda *_: None

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.outcome == "passed":
            self.found.setdefault(report.location[2], "passed")
            return
        last = str(report.longrepr).strip().splitlines()
        wrong = next((line for line in last if line.startswith("E ")), last[-1])
        self.found[report.location[2]] = f"{report.outcome}: {wrong}"[:LONGEST]


def main(folder: str) -> None:
    """Run the tests; what they print is no answer of ours."""
    given = json.load(sys.stdin)
    tests = Path(folder) / "medallion" / "test"
    data = json.loads((tests / "data" / "default_data.json").read_text())
    server = Server(given["url"], given["keys"])
    for collection in data["trustgroup1"]["collections"]:
        if collection["objects"]:
            server.lay_down(collection)
    suite = Suite(server, given["left_out"])
    options: Sequence[str] = ("-q", "-p", "no:cacheprovider", "--backends", "memory", "--rootdir")
    with contextlib.redirect_stdout(sys.stderr):
        pytest.main([str(tests / "test_backends.py"), *options, folder], plugins=[suite])
    json.dump({"tests": suite.tests, "found": suite.found}, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
