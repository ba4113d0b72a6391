"""A bill of materials is kept with its edges: ways to a component, editions, and out again."""

import hashlib
import io
import json
import random
from itertools import pairwise
from pathlib import Path

import pytest

from tests.nation import bring_assets, register
from tests.unit.formats.spdx.spellings import NAMESPACE, OTHER, in_json

DEMO = Path(__file__).parents[3] / "src/noroshi/demo/systems/P-EAST-portal.cdx.json"


SERVICE = {
    "bom-ref": "pay",
    "name": "payments",
    "provider": {"name": "Payer (fictional)"},
    "endpoints": ["https://pay.example/v1"],
    "authenticated": True,
    "x-trust-boundary": True,
    "data": [{"flow": "outbound", "classification": "PII"}],
    "services": [{"bom-ref": "fx", "name": "rates", "x-trust-boundary": False}],
}


def bill(*, parts, edges, subject="app", **more):
    """A CycloneDX document; parts: name to version, edges: pairs of names."""
    needed = {}
    for a, b in edges:
        needed.setdefault(a, []).append(b)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "metadata": {"component": {"type": "application", "bom-ref": subject, "name": subject}},
        "components": [
            {"type": "library", "bom-ref": name, "name": name, "version": version, **more}
            for name, version in parts.items()
        ],
        "dependencies": [{"ref": ref, "dependsOn": to} for ref, to in needed.items()],
    }


def numbered(number, name, links=()):
    """A document under a serial number, whose component refers to others."""
    told = bill(parts={"a": "1"}, edges=[], subject=name)
    references = [{"type": "bom", "url": link} for link in links]
    told["components"][0]["externalReferences"] = references
    return told | {"serialNumber": f"urn:uuid:{number:08}-0000-4000-8000-{'0' * 12}", "version": 2}


def link_to(number, version):
    return f"urn:cdx:{number:08}-0000-4000-8000-{'0' * 12}/{version}"


@pytest.fixture
def actors(database):
    return register()


def seen_by(actor):
    from noroshi.parties.scope import acting_as

    return acting_as(actor)


def test_the_shortest_way_leads_from_the_root_and_cycles_end(actors):
    from noroshi.assets import queries

    parts = {"a": "1", "b": "1", "c": "1", "weak": "1", "alone": "1"}
    edges = [("app", "a"), ("app", "b"), ("a", "b"), ("b", "c"), ("c", "a"), ("c", "weak"),
             ("a", "weak"), ("weak", "weak")]  # fmt: skip
    bring_assets(actors["P-EAST"], json.dumps(bill(parts=parts, edges=edges)), source="app.json")
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        held = {one.name: one for one in queries.components(inventory.id)}
        assert {name: one.depth for name, one in held.items() if one.is_reached} == {
            "a": 1, "b": 1, "c": 2, "weak": 2,
        }  # fmt: skip
        found = queries.paths(inventory.id, [held["weak"].asset_id, held["alone"].asset_id])
        assert [step.label for step in found[held["weak"].asset_id]] == ["", "a", "weak"]
        assert [step.label for step in found[held["alone"].asset_id]] == ["alone"]
        near = queries.related(held["weak"], most=10)
        assert {one.name for one in near.needed_by} == {"a", "c", "weak"}
        assert {one.name for one in queries.components(inventory.id, lacking="dependency")} == {
            "alone"
        }
        assert queries.components(inventory.id, lacking="version").count() == 0


def test_a_chain_deeper_than_is_followed_is_kept_and_not_reached(actors):
    from noroshi.assets import queries
    from noroshi.assets.rules import DEEPEST

    names = [f"n{number:03}" for number in range(DEEPEST + 20)]
    edges = [("app", names[0]), *pairwise(names)]
    document = bill(parts=dict.fromkeys(names, "1"), edges=edges)
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        held = queries.components(inventory.id)
        assert max(one.depth for one in held if one.is_reached) == DEEPEST
        assert sum(not one.is_reached for one in held) == 20
        last = max((one for one in held if one.is_reached), key=lambda one: one.depth)
        assert len(queries.paths(inventory.id, [last.asset_id])[last.asset_id]) == DEEPEST + 1


def test_editions_count_what_changed_and_say_how(actors):
    from noroshi.assets import queries
    from noroshi.assets.comparing import compared

    first = bill(parts={"a": "1", "b": "1", "c": "1"}, edges=[("app", "a")])
    for document in (
        first,
        first | {"serialNumber": f"urn:uuid:{'0' * 8}-0000-4000-8000-{'0' * 12}"},
    ):
        bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    second = bill(parts={"a": "1", "b": "2", "d": "1"}, edges=[("app", "a")])
    result = bring_assets(actors["P-EAST"], json.dumps(second), source="app.json")
    assert (result.accepted, result.unchanged) == (2, 1)
    licensed = bill(
        parts={"a": "1", "b": "2", "d": "1"},
        edges=[("app", "a")],
        licenses=[{"license": {"id": "MIT"}}],
    )
    assert bring_assets(actors["P-EAST"], json.dumps(licensed), source="app.json").accepted == 0
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        newest, middle, oldest = queries.editions(inventory.id)
        assert [newest.number, middle.number, oldest.number] == [3, 2, 1]
        assert queries.header(oldest).serial_number.endswith("0")
        change = compared(oldest, newest)
        assert [one.name for one in change.added] == ["d"]
        assert [one.name for one in change.removed] == ["c"]
        assert [(a.version, b.version) for a, b in change.changed] == [("1", "2")]
        told = [(a.name, a.licences, b.licences) for a, b in change.relicensed]
        assert told == [("a", (), ("MIT",)), ("b", (), ("MIT",))]
        (change, back) = compared(middle, newest), compared(newest, middle)
        assert (change[:3], len(change.relicensed), change[4:]) == (((), (), ()), 3, ((), ()))
        assert [(b, a) for a, b in back.relicensed] == list(change.relicensed)
        assert compared(oldest, middle).relicensed == ()
        assert queries.components(inventory.id, licence="mit").count() == 3
        assert queries.quality(newest).score > queries.quality(middle).score


def test_services_are_kept_with_their_edition_and_replaced_with_it(actors):
    from noroshi.assets import queries

    document = bill(parts={"a": "1"}, edges=[("app", "a")])
    document["services"] = [SERVICE]
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        outer, inner = queries.services(inventory.id)
        assert (inventory.number, outer.name, outer.endpoints) == (
            1, "payments", ["https://pay.example/v1"],
        )  # fmt: skip
        assert (outer.provider, outer.data, outer.is_authenticated, outer.crosses_boundary) == (
            "Payer (fictional)", [["outbound", "PII"]], True, True,
        )  # fmt: skip
        assert (inner.name, inner.parent, inner.is_authenticated, inner.crosses_boundary) == (
            "rates", "payments", None, False,
        )  # fmt: skip
    document["services"] = [{**SERVICE, "x-trust-boundary": False, "services": []}]
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        (outer,) = queries.services(inventory.id)
        assert (inventory.number, outer.crosses_boundary) == (2, False)


def test_another_file_of_the_same_version_is_told_between_any_two_editions(actors):
    from noroshi.assets import queries
    from noroshi.assets.comparing import compared
    from noroshi.assets.models import Former

    digits = {"good": "aa" * 32, "bad": "bb" * 32}
    for number, name in enumerate(("good", "bad", "bad", "good")):
        hashes = [{"alg": "SHA-256", "content": digits[name]}]
        document = bill(parts={"a": "1"}, edges=[], hashes=hashes, supplier={"name": "Maker"})
        document["components"].append({"type": "library", "name": "b", "version": str(number)})
        bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        held = {one.number: one for one in queries.editions(inventory.id)}
        for pair, names in {
            (1, 2): ["a"],
            (2, 3): [],
            (3, 4): ["a"],
            (1, 4): [],
            (4, 2): ["a"],
        }.items():
            change = compared(*(held[number] for number in pair))
            assert [one.name for one, _ in change.rehashed] == names, pair
            assert (len(change.changed), change.resupplied) == (1, ())
        assert Former.objects.count() == 2 + 3  # of `a` twice, and of each `b` that is gone
    for code in ("P-WEST", "FSA"):
        with seen_by(actors[code]):
            assert not Former.objects.exists()


def test_what_came_and_went_is_told_in_part_and_proved_whole(actors, monkeypatch):
    from noroshi.assets.actions import import_inventory

    facts = []
    monkeypatch.setattr(import_inventory, "record", lambda fact, **_: facts.append(fact.detail))
    names = ["b", "A", "é", "a-1", "a", "例"]
    titles = sorted(f"{name} 1" for name in names)
    gone = sorted(set(titles) - {"a 1"})
    first = bill(parts=dict.fromkeys(names, "1"), edges=[])
    result = bring_assets(actors["P-EAST"], json.dumps(first), source="x")
    assert (result.accepted, result.added, result.removed) == (6, titles, [])
    second = bill(parts={"a": "1", "b": "2"}, edges=[])
    result = bring_assets(actors["P-EAST"], json.dumps(second), source="x")
    assert (result.accepted, result.added, result.removed) == (1, ["b 2"], gone)
    told = [[*titles, ""], ["b 2", "", *gone]]
    roots = [hashlib.sha256("\n".join(lines).encode()).hexdigest() for lines in told]
    assert facts == [
        {"added": 6, "removed": 0, "root": roots[0]},
        {"added": 1, "removed": 5, "root": roots[1]},
    ]


def test_nobody_else_sees_or_touches_a_bill(actors):
    from django.db import connection

    from noroshi.assets import queries
    from noroshi.assets.models import Component, Edition, Link, Service

    document = bill(parts={"a": "1"}, edges=[("app", "a")])
    document["services"] = [SERVICE]
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    with seen_by(actors["P-WEST"]):
        assert not queries.inventories().exists()
        for model in (Component, Edition, Link, Service):
            assert not model.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM assets_service")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM assets_component")
            assert cursor.rowcount == 0
            cursor.execute("DELETE FROM assets_link")
            assert cursor.rowcount == 0
            cursor.execute("UPDATE assets_edition SET header = '{}'")
            assert cursor.rowcount == 0
    with seen_by(actors["METI"]):  # whose operator this is
        assert queries.inventories().count() == 1
        assert Service.objects.count() == 2
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM assets_component")
            assert cursor.rowcount == 0
    with seen_by(actors["FSA"]):
        assert not queries.inventories().exists()


@pytest.mark.parametrize("standard", ["cyclonedx", "spdx"])
def test_what_came_in_comes_out_and_in_again_unchanged(actors, standard):
    from noroshi.assets import queries
    from noroshi.assets.actions.export_bill import export_bill
    from noroshi.formats import cyclonedx, spdx
    from noroshi.formats.bom import Component, Edge

    bring_assets(actors["P-EAST"], DEMO.read_text("utf-8"), source="portal.json")
    out = io.BytesIO()
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        count = export_bill(inventory, out, standard=standard)
    reader = {"cyclonedx": cyclonedx, "spdx": spdx}[standard]
    told = list(cyclonedx.read_bom(io.BytesIO(DEMO.read_bytes()), source="in"))
    again = list(reader.read_bom(io.BytesIO(out.getvalue()), source="out"))
    purls = [
        {one.purl for one in items if isinstance(one, Component)} - {None}
        for items in (told, again)
    ]
    edges = [
        sum(isinstance(one, Edge) and one.kind == "depends_on" for one in items)
        for items in (told, again)
    ]
    assert (count, purls[0], edges[0]) == (len(purls[0]), purls[1], edges[1])
    assert edges[0] > 0


def test_every_way_is_as_short_as_can_be_and_every_edge_goes_out_again(actors):
    from noroshi.assets import queries

    dice = random.Random(7)
    names = [f"n{number:03}" for number in range(300)]
    edges = {("app", names[0]), ("app", names[1])}
    edges |= {(dice.choice(names), dice.choice(names)) for _ in range(420)}
    document = bill(parts=dict.fromkeys(names, "1"), edges=sorted(edges))
    bring_assets(actors["P-EAST"], json.dumps(document), source="app.json")
    depths, frontier = {"app": 0}, ["app"]
    while frontier:
        reached = {to for origin, to in edges if origin in frontier} - depths.keys()
        depths |= dict.fromkeys(reached, depths[frontier[0]] + 1)
        frontier = sorted(reached)
    with seen_by(actors["P-EAST"]):
        (inventory,) = queries.inventories()
        held = {one.name: one for one in queries.components(inventory.id)}
        found = {name: one.depth for name, one in held.items() if one.is_reached}
        assert {"app": 0, **found} == depths
        ways = queries.paths(inventory.id, [held[name].asset_id for name in found])
        for name, depth in found.items():
            steps = ["app", *[step.label for step in ways[held[name].asset_id]][1:]]
            assert len(steps) == depth + 1
            assert set(pairwise(steps)) <= edges
        subject = queries.header(queries.editions(inventory.id)[0]).subject
        told = queries.bill_edges(inventory.id, subject=subject)
        assert {(one.from_ref, one.to_ref) for one in told} == edges


def test_references_to_other_bills_are_followed_as_far_as_one_may_see(actors):
    from noroshi.assets import bills, queries

    links = (link_to(1, 2), f"{link_to(1, 9)}#a", link_to(2, 2), link_to(3, 1), "urn:cdx:x/1")
    for code, number, name, told in (
        ("P-EAST", 1, "own", ()), ("P-WEST", 2, "others", ()), ("P-EAST", 4, "whole", links),
    ):  # fmt: skip
        document = json.dumps(numbered(number, name, told))
        bring_assets(actors[code], document, source=f"{name}.json")
    with seen_by(actors["P-EAST"]):
        whole, own = queries.inventories(text="whole").get(), queries.inventories(text="own").get()
        found = bills.bill_links(queries.editions(whole.id)[0], most=10)
        known = [(one.link, one.inventory, one.name, one.is_exact) for one in found]
        assert known == [
            (links[0], own.id, "own", True),
            (links[1], own.id, "own", False),
            (links[2], None, "", False),
            (links[3], None, "", False),
        ]
        assert {one.label for one in found} == {"a"}
        assert bills.bill_links(queries.editions(own.id)[0], most=10) == []
        (again,) = queries.bill_components(whole.id)
        assert again.bills == links[:4]
        referrers = bills.referrers(queries.editions(own.id), most=10)
        assert {(one.inventory, one.organisation.code, one.label) for one in referrers} == {
            (whole.id, "P-EAST", "a")
        }
        assert [(one.link, one.number) for one in referrers] == [(links[0], 1), (links[1], None)]
        assert bills.referrers(queries.editions(whole.id), most=10) == []
    with seen_by(actors["P-WEST"]):
        (others,) = queries.inventories()
        assert others.key == "sbom:others"
        assert bills.referrers(queries.editions(others.id), most=10) == []


def test_documents_in_spdx_refer_to_each_other(actors):
    from noroshi.assets import bills, queries

    packages = [{"SPDXID": "SPDXRef-a", "name": "a"}, {"SPDXID": "SPDXRef-b", "name": "b"}]
    relations = [
        ("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-a"),
        ("SPDXRef-a", "DEPENDS_ON", "DocumentRef-x:SPDXRef-b"),
        ("SPDXRef-DOCUMENT", "DESCRIBES", "DocumentRef-y:SPDXRef-b"),
    ]
    whole = in_json(packages[:1], relations, name="whole").decode()
    part = in_json(packages[1:], name="part").decode()
    bring_assets(actors["P-EAST"], whole, source="whole.json")
    for document in ("DocumentRef-x", "DocumentRef-y"):
        named = part.replace(NAMESPACE, OTHER.format(document)).replace("part", document)
        bring_assets(actors["P-EAST"], named, source=f"{document}.json")
    with seen_by(actors["P-EAST"]):
        referring = queries.inventories(text="whole").get()
        edition = queries.editions(referring.id)[0]
        found = bills.bill_links(edition, most=10)
        x, y = OTHER.format("DocumentRef-x"), OTHER.format("DocumentRef-y")
        assert [(one.label, one.link, one.name, one.is_exact) for one in found] == [
            ("", y, "DocumentRef-y", True),
            ("a", f"{x}#SPDXRef-b", "DocumentRef-x", True),
        ]
        for link in found:
            (referrer,) = bills.referrers(queries.editions(link.inventory), most=10)
            told = (referrer.inventory, referrer.asset, referrer.label, referrer.number)
            assert told == (referring.id, link.asset, link.label, 1)
