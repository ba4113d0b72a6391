"""Warnings of bills of materials: of what they describe too, and which an edition brought."""

import json

from tests.integration.assets.test_bills import bill
from tests.nation import GATES, bring_assets, bring_feeds, cve_record, register

CPE = "cpe:2.3:o:fortinet:fortios:{}:*:*:*:*:*:*:*"


def gated(version):
    """A bill with a gate of a version."""
    document = bill(parts={"a": version}, edges=[])
    gate = {"type": "firmware", "name": "gate", "version": version, "cpe": CPE.format(version)}
    document["components"].append(gate)
    return json.dumps(document)


def test_an_edition_brings_and_takes_away_what_was_known_when_it_came(database, tmp_path):
    from noroshi.assets import queries
    from noroshi.kernel.errors import AbsentError
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.bills import moved_warnings

    actors = register()
    known, later = (tmp_path / f"{name}.json" for name in ("known", "later"))
    known.write_text(json.dumps(cve_record("CVE-2099-0001")))
    later.write_text(json.dumps(cve_record("CVE-2099-0002", low="7.0.0", high="7.9.0")))
    bring_feeds(known)
    for version in ("7.2.3", "7.2.9", "7.2.4"):
        bring_assets(actors["P-EAST"], gated(version), source="app.json")
        bring_feeds()
    bring_feeds(later)
    bring_assets(actors["P-WEST"], GATES)  # whose own warning is none of P-EAST's
    bring_feeds()

    def moves(actor, *numbers):
        with acting_as(actor):
            held = {one.number: one for one in queries.editions(inventory)}
            found = moved_warnings(*(held[number] for number in numbers))
            return [(one.cause, one.is_opened, one.state, one.components) for one in found]

    with acting_as(actors["P-EAST"]):
        inventory = queries.inventories().get().id
    east = actors["P-EAST"]
    # What became known later no edition brought, though the last has it and the first never did.
    assert moves(east, 1, 2) == [("CVE-2099-0001", False, "open", ["gate 7.2.3"])]
    assert moves(east, 2, 3) == [("CVE-2099-0001", True, "open", ["gate 7.2.4"])]
    assert moves(east, 3, 2) == [("CVE-2099-0001", False, "open", ["gate 7.2.4"])]
    assert moves(east, 1, 3) == moves(east, 2, 2) == []
    bring_assets(east, gated("8"), source="app.json")
    bring_feeds()
    assert [move[:3] for move in moves(east, 3, 4)] == [
        ("CVE-2099-0001", False, "closed"), ("CVE-2099-0002", False, "closed"),
    ]  # fmt: skip
    with acting_as(actors["P-EAST"]):
        pair = list(queries.editions(inventory)[:2])
    for code in ("P-WEST", "FSA"):
        with acting_as(actors[code]):
            assert moved_warnings(*pair) == []
            try:
                queries.inventory(inventory)
            except AbsentError:
                continue
            raise AssertionError(code)


def test_what_a_bill_describes_is_warned_about_as_its_parts_are(database, tmp_path):
    from noroshi.assets import queries
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities import queries as vulnerabilities
    from noroshi.warnings.queries import Filter, inbox

    actors = register()
    bank = actors["BANK"]
    feed = tmp_path / "cve.json"
    feed.write_text(json.dumps(cve_record()))
    document = bill(parts={"a": "1"}, edges=[("app", "a")], subject="gate")
    gate = {"version": "7.2.3", "cpe": CPE.format("7.2.3"), "bom-ref": "gate"}
    document["metadata"]["component"] |= gate
    result = bring_assets(bank, json.dumps(document), source="gate.json")
    assert (result.accepted, result.added) == (2, ["a 1", "gate 7.2.3"])
    bring_feeds(feed)
    for again in (
        document,
        {**document, "serialNumber": "urn:uuid:" + "0" * 8 + "-0000" * 3 + "-" + "0" * 12},
    ):
        result = bring_assets(bank, json.dumps(again), source="gate.json")
        assert (result.accepted, result.unchanged, result.removed) == (0, 2, [])
    with acting_as(bank):
        (warning,) = inbox(Filter()).items
        (inventory,) = queries.inventories()
        (weak,) = vulnerabilities.weak_assets(inventory.id, most=9)
        assert (warning.cause, weak.name, warning.assets) == ("CVE-2099-0001", "gate", 1)
        # It is no line of the bill: it has no way to it, and goes out as what is described.
        assert queries.paths(inventory.id, [weak.asset]) == {}
        assert [one.name for one in queries.bill_components(inventory.id)] == ["a"]
        assert (inventory.number, inventory.component_count) == (1, 1)
    # A tool that lists it among the components again does not double it; a name alone is no product.
    document["components"].append(
        {**gate, "bom-ref": "again", "type": "application", "name": "gate"}
    )
    result = bring_assets(bank, json.dumps(document), source="gate.json")
    assert (result.accepted, result.unchanged, result.removed) == (0, 2, [])
    result = bring_assets(bank, json.dumps(bill(parts={"a": "1"}, edges=[])), source="app.json")
    assert result.added == ["a 1"]
