"""A weakness that is not public: its way to publication, and that nobody else learns of it."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from noroshi.kernel.clock import now
from noroshi.kernel.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    NoroshiError,
    RefusedError,
)
from tests.integration.suppliers.test_threads import attacked
from tests.nation import GATES, ORGANISATIONS, SUPPLIERS, bring_assets, bring_product, register

PARTIES = ("P-EAST", "NCO", "GATES")
OTHERS = ("P-WEST", "BANK", "LOCKS", "METI", "MIC", "FSA", "COMMISSION")


@pytest.fixture
def actors(database):
    """P-EAST, who runs what GATES makes, is the finder."""
    actors = register(ORGANISATIONS + SUPPLIERS)
    bring_assets(actors["P-EAST"], GATES)
    return actors


@pytest.fixture
def product(actors):
    return bring_product(actors["GATES"], actors["NCO"])


def weakness(**more):
    from noroshi.suppliers.disclosing import Weakness

    given = {
        "title": "A way round the gate",
        "description": "Whoever says please is let in.",
        "vendor": "Fortinet",
        "product": "FortiOS",
        "versions": ("7.2.0 to 7.2.4",),
        "cvss_vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
    }
    return Weakness(**{**given, **more})


def act(actor, name, *given):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions import coordinate_disclosure, report_weakness

    module = report_weakness if hasattr(report_weakness, name) else coordinate_disclosure
    with acting_as(actor):
        return getattr(module, name)(*given, by=actor, at=now())


def seen(actor):
    """Every disclosure, reporter and line that an actor sees."""
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers import queries
    from noroshi.suppliers.models import Reporter

    with acting_as(actor):
        found = list(queries.disclosures())
        lines = [line for one in found for line in queries.disclosure_lines(one.id)]
        return found, list(Reporter.objects.values_list("organisation_id", flat=True)), lines


def work(at=None):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.suppliers.actions.publish_disclosed import publish_disclosed

    with connected_as(Role.WORKER):
        complete_handoffs()
        if at:
            publish_disclosed(at=at)
            complete_handoffs()


@pytest.fixture
def opened(actors, product):
    """A report that the office has accepted, with its comments."""
    found = act(actors["P-EAST"], "report_weakness", weakness())
    act(actors["NCO"], "accept_report", found.id, product.id)
    act(actors["GATES"], "comment_disclosure", found.id, "We see it, too.")
    return found


def test_it_goes_from_report_to_record_and_everything_follows(actors, opened):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import records, vulnerability
    from noroshi.warnings.models import Warning

    office, maker, finder = actors["NCO"], actors["GATES"], actors["P-EAST"]
    (found,), _, _ = seen(maker)
    assert (found.state, found.embargo_until - timezone.localdate()) == ("open", timedelta(days=45))
    with pytest.raises(ConflictError, match="other side"):
        act(office, "agree_embargo", opened.id)
    day = timezone.localdate() + timedelta(days=10)
    act(maker, "propose_embargo", opened.id, day)
    act(maker, "describe_weakness", opened.id, weakness(versions=("7.2.1 to 7.2.4",)))
    act(finder, "comment_disclosure", opened.id, "Thank you.")
    work(now() + timedelta(days=11))
    assert seen(finder)[0][0].state == "open", "nobody has agreed"
    act(office, "agree_embargo", opened.id)
    work(now() + timedelta(days=9))
    assert seen(finder)[0][0].state == "open", "not before its day"
    work(now() + timedelta(days=10, hours=1))
    (found,), _, lines = seen(finder)
    assert found.state == "published"
    assert found.name == f"NRS-{(now() + timedelta(days=10)).year}-0001"
    assert [(line.writer, line.text.split("\n")[0]) for line in lines] == [
        ("nco", "open"), ("supplier", "We see it, too."), ("supplier", "proposed"),
        ("supplier", "described"), ("reporter", "Thank you."), ("nco", "agreed"),
        ("nco", "published"),
    ]  # fmt: skip
    with connected_as(Role.WORKER):
        (warning,) = Warning.objects.all()
        assert (warning.cause, warning.organisation_id) == (found.name, finder.organisation)
    with acting_as(actors["BANK"]):
        assert vulnerability(found.name).cvss_score == vulnerability(found.name).cvss_score
        (record,) = records(found.name)
        assert record.title == "A way round the gate"
    act(maker, "name_cve", opened.id, "CVE-2099-0007")
    work()
    with acting_as(finder):
        assert vulnerability(found.name).id == "CVE-2099-0007", "the record joined CVE's"
        assert {one.cause for one in Warning.objects.exclude(state="closed")} == {"CVE-2099-0007"}


def test_only_its_parties_learn_that_it_exists(actors, opened):
    for code in PARTIES:
        found, reporters, lines = seen(actors[code])
        assert (len(found), len(lines)) == (1, 2), code
        assert len(reporters) == (code != "GATES"), "the supplier is not told who found it"
    second = act(actors["P-WEST"], "report_weakness", weakness(title="Another"))
    assert [one.title for one in seen(actors["P-EAST"])[0]] == ["A way round the gate"]
    assert [one.title for one in seen(actors["GATES"])[0]] == ["A way round the gate"]
    assert len(seen(actors["NCO"])[0]) == 2
    assert second.id.version == opened.id.version == 4, "numbers tell nothing of each other"
    for code in OTHERS[1:]:
        assert seen(actors[code]) == ([], [], []), code
        for name, *given in (
            ("comment_disclosure", "hello"), ("agree_embargo",), ("name_cve", "CVE-2099-0001"),
            ("close_disclosure", "x"), ("publish_now", "x"), ("describe_weakness", weakness()),
        ):  # fmt: skip
            told = []
            for identifier in (opened.id, uuid4()):
                with pytest.raises((AbsentError, RefusedError)) as refused:
                    act(actors[code], name, identifier, *given)
                told.append(str(refused.value))
            assert told[0] == told[1], (code, name)


def test_the_log_tells_nobody_whose_it_is(actors, opened):
    from noroshi.ledger.models import Entry
    from noroshi.ledger.queries import entries_page
    from noroshi.parties.scope import acting_as

    work()
    for code, actor in actors.items():
        with acting_as(actor):
            everybody = [one.organisation for one in actors.values()]
            entries, _ = entries_page([*everybody, None], limit=200)
            sealed = [one for one in entries if one.kind == "suppliers.SealedKept"]
            assert Entry.objects.filter(subject__contains=str(opened.id)).count() == 0
        assert len(sealed) == (3 if code in ("NCO", "COMMISSION") else 0), code
        assert {(one.subject, one.actor_token, one.organisation_id) for one in sealed} <= {
            ("sealed", None, None)
        }


ATTACKS = {
    "read": "SELECT id FROM suppliers_disclosure",
    "read the reporter": "SELECT * FROM suppliers_reporter",
    "read what was said": "SELECT * FROM suppliers_disclosureline",
    "publish": "UPDATE suppliers_disclosure SET state = 'published', is_pending = true",
    "close": "UPDATE suppliers_disclosure SET state = 'closed'",
    "take over": "UPDATE suppliers_disclosure SET supplier_id = %(me)s",
    "agree for the other": "UPDATE suppliers_disclosure SET agreed_at = now(), proposed_by = 'supplier'",
    "agree on another day": "UPDATE suppliers_disclosure SET agreed_at = now(),"
    " embargo_until = '2000-01-01', proposed_by = 'supplier'",
    "give it a number": "UPDATE suppliers_disclosure SET name = 'NRS-2000-0001'",
    "say that it was mine": "INSERT INTO suppliers_reporter (disclosure_id, organisation_id)"
    " VALUES (%(id)s, %(me)s)",
    "say that it was another's": "INSERT INTO suppliers_reporter (disclosure_id, organisation_id)"
    " VALUES (%(id)s, %(victim)s)",
    "bring one published": "INSERT INTO suppliers_disclosure (id, state, title, description, vendor,"
    " product, versions, cvss_vector, cve, reported_at, changed_at, proposed_by, name, is_pending)"
    " VALUES (gen_random_uuid(), 'published', 'x', 'x', 'x', 'x', '{}', '', '', now(), now(), '', '', true)",
    "speak as the office": "INSERT INTO suppliers_disclosureline (id, disclosure_id, writer, kind,"
    " text, written_at) VALUES (gen_random_uuid(), %(id)s, 'nco', 'change', 'published', now())",
    "speak in it": "INSERT INTO suppliers_disclosureline (id, disclosure_id, writer, kind, text,"
    " written_at) VALUES (gen_random_uuid(), %(id)s, 'reporter', 'comment', 'x', now())",
    "unsay": "DELETE FROM suppliers_disclosureline",
}
# What a party may do with what is its own is no attack of its.
ALLOWED = {
    "GATES": {"read", "read what was said", "take over"},
    "P-EAST": {"read", "read the reporter", "read what was said", "speak in it"},
}


def test_an_attack_with_the_web_role_shows_and_changes_nothing(actors, opened):
    from django.forms.models import model_to_dict

    def held():
        found, reporters, lines = seen(actors["NCO"])
        return [model_to_dict(one) for one in found], reporters, len(lines)

    before = held()
    names = {"id": opened.id, "victim": actors["GATES"].organisation}
    for attack, statement in ATTACKS.items():
        for code in ("P-WEST", "LOCKS", "MIC", "COMMISSION", "GATES", "P-EAST"):
            if attack not in ALLOWED.get(code, ()):
                assert attacked(actors[code], statement, names) <= 0, (code, attack)
    assert held() == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM suppliers_disclosure")
        assert cursor.fetchone() == (0,), "without a requester nothing"


def test_what_cannot_be_is_refused(actors, product, opened):
    office, maker, finder = actors["NCO"], actors["GATES"], actors["P-EAST"]
    for wrong in (
        {"title": ""}, {"description": " " * 10_001}, {"product": "n/a"}, {"versions": ("?? to !!",)},
        {"cvss_vector": "AV:everything"},
    ):  # fmt: skip
        with pytest.raises(MalformedError):
            act(finder, "report_weakness", weakness(**wrong))
    with pytest.raises(RefusedError):
        act(replace(finder, role="reader"), "report_weakness", weakness())
    for actor, name, *given in (
        (maker, "accept_report", opened.id, product.id),
        (office, "accept_report", opened.id, product.id),
        (finder, "propose_embargo", opened.id, timezone.localdate() + timedelta(days=1)),
        (maker, "propose_embargo", opened.id, timezone.localdate()),
        (maker, "publish_now", opened.id, "It is known."),
        (office, "publish_now", opened.id, ""),
        (maker, "describe_weakness", opened.id, weakness(product="Another")),
        (office, "name_cve", opened.id, "CVE-1"),
    ):
        with pytest.raises(NoroshiError):
            act(actor, name, *given)
    act(office, "publish_now", opened.id, "It is exploited.")
    with pytest.raises(ConflictError):
        act(office, "close_disclosure", opened.id, "Never mind.")
    other = act(maker, "report_weakness", weakness(title="Our own"))
    act(office, "close_disclosure", other.id, "No weakness.")
    with pytest.raises(ConflictError):
        act(maker, "comment_disclosure", other.id, "But…")
    work()
    assert json.dumps(sorted(one.state for one in seen(maker)[0])) == '["closed", "published"]'
