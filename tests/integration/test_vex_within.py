"""What VEX says of a component within a product closes its exposure there, and nowhere else."""

import json

import pytest

from noroshi.kernel.clock import now
from tests.integration.assets.test_bills import bill
from tests.integration.test_vex import AUTHOR, bring, judged, state, vex
from tests.nation import bring_assets, bring_feeds, cve_record, register

TLS = "cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*"
GATE = "pkg:generic/gate@3.2"


def within(product=GATE, **how):
    """A statement of OpenSSL within a product."""
    document = vex(product=product, **how)
    document["statements"][0]["products"][0]["subcomponents"] = [{"@id": TLS}]
    return document


def made_of(edges, *, subject="app", purl=None, gate="3.2"):
    """A bill with OpenSSL and a gate among its parts."""
    document = bill(parts={"other": "1"}, edges=edges, subject=subject)
    document["metadata"]["component"] |= {"purl": purl} if purl else {}
    document["components"] += [
        {"type": "library", "bom-ref": "tls", "name": "openssl", "version": "3.0.1", "cpe": TLS},
        {"type": "application", "bom-ref": "gate", "name": "gate", "version": gate,
         "purl": f"pkg:generic/gate@{gate}"},
    ]  # fmt: skip
    return document


def alone(version="3.2"):
    """The gate's own bill, as its maker hands it over."""
    document = made_of([("app", "tls")], purl=f"pkg:generic/gate@{version}")
    document["components"].pop()
    return document


def has(actor, document):
    bring_assets(actor, json.dumps(document), source="bill.json")
    bring_feeds()


@pytest.fixture
def nation(database, tmp_path):
    actors = register()
    path = tmp_path / "cve.json"
    path.write_text(
        json.dumps(cve_record(vendor="openssl", product="openssl", low="3.0.0", high="3.0.9"))
    )
    bring_feeds(path)
    judged()
    return actors


def test_it_closes_below_that_product_and_nowhere_else(nation, tmp_path):
    east, west, bank = (nation[code] for code in ("P-EAST", "P-WEST", "BANK"))
    has(east, alone())
    has(west, made_of([("app", "tls"), ("app", "gate")]))
    has(bank, made_of([("app", "gate"), ("gate", "other"), ("other", "tls"), ("tls", "other")]))
    bring(tmp_path, within())
    assert [state(one) for one in (east, west, bank)] == ["closed", "open", "closed"]
    has(bank, made_of([("app", "gate"), ("gate", "other"), ("other", "tls"), ("app", "tls")]))
    assert state(bank) == "open", "another way leads to it"
    has(bank, made_of([("gate", "other"), ("other", "tls")]))
    assert state(bank) == "closed", "the product itself may be the top"
    has(bank, made_of([("app", "gate"), ("gate", "tls")], gate="3.3"))
    assert state(bank) == "open", "of another version nothing was said"
    has(east, alone("3.3"))
    assert state(east) == "open", "its parts are the same, the product is not"
    has(east, alone())
    assert state(east) == "closed"


def test_who_came_later_is_told_the_same(nation, tmp_path):
    bring(tmp_path, within())
    has(nation["P-EAST"], alone())
    has(nation["P-WEST"], made_of([("app", "tls"), ("tls", "gate")]))
    assert not warned(nation["P-EAST"])
    assert state(nation["P-WEST"]) == "open", "above the product is not below it"


def warned(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.queries import Filter, inbox

    with acting_as(actor):
        return [one.state for one in inbox(Filter()).items if one.state == "open"]


def test_whose_word_counts_is_policy(nation, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.judge_vex_author import distrust_vex_author

    east = nation["P-EAST"]
    maker, office = "Gate maker (fictional)", "The office (fictional)"
    has(east, alone())
    bring(tmp_path, within(author=maker, name="2"))
    assert state(east) == "open", "nobody trusts the maker yet"
    bring(tmp_path, vex("affected", product=TLS, at="2026-03-05"))
    judged(maker)
    assert state(east) == "closed", "who speaks of the product knows more"
    bring(tmp_path, vex("affected", product=TLS, author=office, name="3"))
    judged(office, rank=1)
    assert state(east) == "open"
    with connected_as(Role.WORKER):
        distrust_vex_author(office, by=None, at=now())
        complete_handoffs()
    assert state(east) == "closed"
    bring(tmp_path, within(status="affected", author=maker, name="4", at="2026-03-09"))
    assert state(east) == "open"
    assert maker != AUTHOR


def test_a_product_that_nothing_names_closes_nothing(nation, tmp_path):
    has(nation["P-EAST"], alone())
    bring(tmp_path, within(product="https://maker.example/gate"))
    assert state(nation["P-EAST"]) == "open"
