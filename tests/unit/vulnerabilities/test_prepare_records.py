"""Records as lines of COPY: in the order in which they came, each product numbered within its record,
with the sets of names and ranges that it shares."""

import json

import pytest

from noroshi.kernel.imports import Refusal
from noroshi.operations.copy_text import array
from noroshi.vulnerabilities.actions.prepare_records import MANY, Prepared, prepare

ORG = "11111111-1111-4111-8111-111111111111"


def product(name: str, *versions: str) -> dict:
    stated = [{"version": version, "status": "affected"} for version in versions]
    return {"vendor": "Tanuki", "product": name, "versions": stated}


def record(number: int, *products: dict) -> bytes:
    container = {
        "providerMetadata": {"orgId": ORG},
        "descriptions": [{"lang": "en", "value": "Anyone may sign in."}],
        "affected": products,
    }
    about = {"cveId": f"CVE-2026-{number}", "assignerOrgId": ORG, "state": "PUBLISHED"}
    document = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": about}
    return json.dumps(document | {"containers": {"cna": container}}).encode()


def prepared(*documents: bytes) -> list[Prepared | Refusal]:
    return prepare(("feed", f"line {place}", data) for place, data in enumerate(documents, 1))


def rows(item: Prepared | Refusal, table: int) -> list[list[str]]:
    assert isinstance(item, Prepared)
    return [row.split("\t") for row in item.lines[table].decode().splitlines()]


def shared(item: Prepared | Refusal, table: int) -> dict[str, list[list[str]]]:
    """The rows of each set, without its name."""
    assert isinstance(item, Prepared)
    return {
        name: [row.removeprefix(f"{name}\t").split("\t") for row in rows.decode().splitlines()]
        for name, rows in item.sets[table]
    }


def test_a_bad_record_leaves_the_others_their_place_and_their_products():
    gate, fox = product("Gate", "7.2.3"), product("Fox", "1.0", "2.0")

    first, bad, last = prepared(record(10001, gate), b"{}", record(10002, fox, gate))

    assert isinstance(bad, Refusal)
    assert bad.place == "line 2"
    assert [row[:2] for row in rows(first, 2)] == [["CVE-2026-10001", "0"]]
    assert [(row[1], row[4]) for row in rows(last, 2)] == [("0", "Fox"), ("1", "Gate")]
    names, ranges = shared(last, 0), shared(last, 1)
    assert [(names[row[7]], [text for *_, text in ranges[row[8]]]) for row in rows(last, 2)] == [
        ([["name:tanuki|fox"]], ["= 1.0", "= 2.0"]),
        ([["name:tanuki|gate"]], ["= 7.2.3"]),
    ]
    assert first.sets == tuple(sets[1:] for sets in last.sets)


def test_a_product_without_versions_that_can_be_read_gets_no_number():
    item = prepared(record(10001, product("Gate"), product("Fox", "1.0")))[0]

    assert [(row[1], row[4]) for row in rows(item, 2)] == [("0", "Fox")]


def test_long_lists_are_told_as_short_ones_are():
    versions = [f"{number}.1" for number in range(MANY + 1)]

    long, short = prepared(
        record(10001, product("Gate", *versions)), record(10002, product("Gate", *versions[1:]))
    )

    (of_long,), (of_short,) = (shared(item, 1).values() for item in (long, short))
    assert of_long[1:] == of_short


@pytest.mark.parametrize(
    ("items", "field"),
    [
        ([], "{}"),
        (["a", "b"], '{"a","b"}'),
        (['a "b"', "c"], r'{"a \\"b\\"","c"}'),
        (["a\\", "b\tc"], r'{"a\\\\","b\tc"}'),
        (['","'], r'{"\\",\\""}'),
    ],
)
def test_arrays_are_quoted_where_an_item_needs_it(items, field):
    assert array(items) == field
