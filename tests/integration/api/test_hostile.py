"""A hostile client: another's names everywhere, huge numbers, NUL, wrong types, forged cursors. It
gets a refusal that says what is wrong with what it sent, never a fault of ours, and learns nothing."""

import base64
import json
from itertools import product
from uuid import UUID, uuid4

import pytest

from tests.integration.api.conftest import ALL, new_client, work
from tests.integration.api.test_need_to_know import alike, told
from tests.integration.assets.test_bills import bill
from tests.nation import bring_assets

LISTS = (
    "/organisations", "/assets", "/assets?order=newest", "/assets?order=version", "/assets/unknown",
    "/warnings", "/warnings?order=raised", "/vulnerabilities", "/vulnerabilities?order=oldest",
    "/supplier-products", "/supplier-threads", "/supplier-threads?order=due",
    "/ledger/entries", "/inventories", "/inventories?order=newest", "/inventories/{}/components",
    "/inventories/{}/components?order=depth", "/inventories/{}/components?order=document",
    "/product-names", "/product-names?order=name", "/vex-authors", "/vex-closures",
    "/vex-contradictions", "/board", "/what-if?product=gate", "/endpoints", "/deliveries", "/reports", "/obligations",
    "/intelligence", "/intelligence?type=indicator", "/techniques/T1190/objects",
)  # fmt: skip
# What the columns of an order may be read from, and what stands at their edges.
EDGES = (
    "", "x", "\0", "NaN", "-Infinity", "1e999999", str(2**31), str(2**63), str(-(2**70)), "9" * 400,
    "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-01-01", str(UUID(int=0)),
    0, 2**63, -1, 1.5, None, True, [], {}, ["x"],
)  # fmt: skip
SHAPES = ("", "x", "%00", "e30=", "W10=", "WyI=", "bnVsbA==", "MQ==", "IngwMCI=", "é", "=" * 9)


@pytest.fixture(scope="module")
def own(nation):
    """Bills of both operators; the identifier of P-EAST's, and then that of P-WEST's."""
    for code in ("P-EAST", "P-WEST"):
        parts = {"a": "1", "b": "2"}
        bring_assets(nation.actors[code], json.dumps(bill(parts=parts, edges=[])))
    work()
    return [
        caller.get("/inventories").json()["items"][0]["id"] for caller in (nation.east, nation.west)
    ]


def sound(answer, path):
    """Refused in the house's words, or answered: no fault of ours."""
    assert answer.status_code in (200, 400, 403, 404, 413, 422), (path, answer.content)
    if answer.status_code != 200:
        assert answer["Content-Type"] == "application/problem+json"


def forged(values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


def test_no_cursor_is_a_fault(nation, own):
    caller = nation.office
    for path in (one.format(own[0]) for one in LISTS):
        beside = "&" if "?" in path else "?"
        given = caller.get(f"{path}{beside}limit=1").json()["next"]
        cursors = [*SHAPES, *(forged([edge]) for edge in EDGES)]
        if given and not given.isdigit():
            values = json.loads(base64.urlsafe_b64decode(given))
            for place, edge in product(range(len(values)), EDGES):
                cursors.append(forged([*values[:place], edge, *values[place + 1 :]]))
            cursors += [forged(values[:-1]), forged([*values, "x"]), forged(dict.fromkeys("ab"))]
        for cursor in cursors:
            sound(caller.get(f"{path}{beside}cursor={cursor}"), (path, cursor))


def test_no_parameter_is_a_fault(nation):
    """Every parameter of every list, and every body, with what no sender means."""
    document = nation.east.get("/openapi.json").json()
    odd = ("%00", "9" * 400, "-1", "1e400", "%F0%9F%92%A9" * 80, "\\", "%25", "[]", "a" * 3000)
    for path, methods in document["paths"].items():
        place = path.removeprefix("/api/v1").replace("{identifier}", str(uuid4()))
        place = place.replace("{code}", "P-EAST")
        names = [one["name"] for one in methods.get("get", {}).get("parameters", [])
                 if one["in"] == "query"]  # fmt: skip
        for name, value in product(names, odd):
            sound(nation.east.get(f"{place}?{name}={value}"), (place, name, value))
        for method in set(methods) - {"get"}:
            for body in ("", "null", "[]", '{"a":' * 2000, '"\\ud800"', '{"text":NaN}', "\xff"):
                sound(nation.east.call(method.upper(), place, body), (method, place, body))


def test_whatever_names_anothers_thing_names_nothing(nation, own):
    """By address, by filter and in a body; the answers are the same to the last header."""
    (warning, *_) = nation.west.get("/warnings").json()["items"]
    hook = nation.west.post("/endpoints", {"url": "https://hooks.west.example/x"}).json()["id"]
    pair = {"name": "Tanuki | Gate", "other": "Mujina | Door", "kind": "renamed", "ground": "told"}
    name = nation.office.post("/product-names", pair).json()["id"]
    bank = new_client(nation.actors["BANK"], *ALL)
    for caller in (nation.east, bank):
        for path, theirs, body in (
            ("/inventories/{}", own[1], None),
            ("/inventories/{}/components", own[1], None),
            ("/inventories/{}/components?cursor=W10=", own[1], None),
            ("/inventories/{}/difference", own[1], None),
            ("/inventories/{}/document", own[1], None),
            ("/endpoints/{}/resume", hook, {}),
            ("/product-names/{}", name, None),
            ("/product-names/{}/judge", name, {"state": "withdrawn", "ground": "x"}),
            ("/warnings/{}/answer", warning["id"], {"state": "fixed"}),
            ("/assets/{}", warning["assets"][0], None),
        ):
            assert alike(caller, path, theirs, str(uuid4()), body)[0] in (403, 404, 422)
        removed = (caller.call("DELETE", f"/endpoints/{one}") for one in (hook, str(uuid4())))
        assert [one.status_code for one in removed] == [404, 404]
    assert [one["id"] for one in nation.west.get("/endpoints").json()["items"]] == [hook]


def test_nothing_that_is_counted_tells_of_another(nation, own):
    """What a stranger reads is the same before and after others' things come."""
    bank = new_client(nation.actors["BANK"], *ALL)
    paths = [path.format(own[0]) for path in LISTS if "ledger" not in path] + [
        "/board/days?days=3", "/what-if/sectors?vulnerability=CVE-2099-0001",
        "/what-if?vulnerability=CVE-2099-0001", "/vulnerabilities/CVE-2099-0001",
        "/vulnerabilities/CVE-2099-0001/course", "/vulnerabilities?exposed=true",
    ]  # fmt: skip
    before = {path: told(bank.get(path), "·") for path in paths}
    sheet = "system,name,vendor,product,version\nNew,gate-77,Fortinet,FortiOS,7.2.2\n"
    bring_assets(nation.actors["P-WEST"], sheet, source="new.csv")
    nation.west.post("/endpoints", {"url": "https://hooks.west.example/y"})
    work()
    assert "gate-77" in nation.west.get("/assets?text=gate-77").content.decode()
    assert {path: told(bank.get(path), "·") for path in paths} == before
