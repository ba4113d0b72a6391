"""What is said in suppliers' threads and about disclosures: who is told of it, once, and how little."""

import json
from datetime import timedelta

import pytest

from noroshi.kernel.clock import now
from tests.integration.suppliers import test_disclosures as disclosing
from tests.integration.suppliers.test_disclosures import weakness, work
from tests.integration.suppliers.test_threads import act, actors, product, send  # noqa: F401
from tests.integration.warnings.receivers import receiving
from tests.integration.warnings.test_mail import post, wish  # noqa: F401
from tests.integration.warnings.test_mail import send as mail
from tests.integration.warnings.test_webhooks import (  # noqa: F401
    HERE,
    deliveries,
    endpoint,
    settings,
)
from tests.integration.web.conftest import invite


@pytest.fixture
def people(actors, product, post):  # noqa: F811
    for name, code, role in (
        ("maker", "GATES", "analyst"), ("apprentice", "GATES", "reader"), ("office", "NCO", "analyst"),
        ("finder", "P-EAST", "analyst"), ("other", "LOCKS", "analyst"),
    ):  # fmt: skip
        invite(f"{name}@example.test", code, role)
    return actors


def told(post):  # noqa: F811
    """Who was mailed since this was asked last, and the mails."""
    work()
    mails, post.mails[:] = list(post.mails), []
    return sorted(one["To"].partition("@")[0] for one in mails), mails


def test_who_takes_part_is_told_once_and_little(people, product, post):  # noqa: F811
    office, maker, finder = people["NCO"], people["GATES"], people["P-EAST"]
    wish(maker, language="en")
    thread = send(office, product)
    to, (first,) = told(post)
    assert to == ["maker"]
    assert "1 notice or request has something new" in first["Subject"]
    text = first.get_content()
    assert "CVE-2099-0001 (Request for measures)" in text
    assert f"/supplier-threads/{thread.id}/" in text
    assert not {"mend", "FortiOS", "P-EAST", "Power"} & set(text.replace(".", " ").split())
    act(maker, "see_thread", thread.id)
    assert told(post) == ([], [])
    act(maker, "comment_thread", thread.id, "We look.")
    act(maker, "comment_thread", thread.id, "We found it.")
    to, (second,) = told(post)
    assert to == ["office"]
    assert second.get_content().count(str(thread.id)) == 1
    assert told(post) == ([], [])

    found = disclosing.act(finder, "report_weakness", weakness())
    assert told(post)[0] == ["office"]
    disclosing.act(office, "accept_report", found.id, product.id)
    to, mails = told(post)
    assert to == ["finder", "maker"]
    for said in (*mails, first, second):
        assert not {"gate", "FortiOS", "please"} & set(said.get_content().lower().split())
    assert all(f"/disclosures/{found.id}/" in one.get_content() for one in mails)
    disclosing.act(finder, "comment_disclosure", found.id, "Soon?")
    assert told(post)[0] == ["maker", "office"]
    disclosing.act(maker, "comment_disclosure", found.id, "Soon.")
    assert told(post)[0] == ["finder", "office"]
    _check_that_the_log_tells_of_no_party()
    _check_wishes_and_quiet_hours(office, maker, thread, post)


def _check_that_the_log_tells_of_no_party():
    from noroshi.ledger.models import Entry
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Delivery

    with connected_as(Role.WORKER):
        entries = Entry.objects.filter(kind="warnings.DeliveriesSettled")
        open_ones = entries.exclude(subject="sealed").values_list("subject", flat=True)
        assert sorted(open_ones) == ["organisation:GATES", "organisation:NCO"]
        sealed = entries.filter(subject="sealed")
        assert set(sealed.values_list("organisation_id", flat=True)) == {None}
        assert sealed.count() == 4
        assert not Delivery.objects.exclude(state="sent").exists()


def test_machines_are_told_where_they_want_it_and_nobody_elses(actors, product, settings):  # noqa: F811
    from django.db import transaction

    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.actions.plan_deliveries import to_endpoint
    from noroshi.warnings.models import Delivery, Endpoint

    settings(webhook_networks=HERE, smtp=None)
    with receiving() as wanted, receiving() as unwanted, receiving() as stranger:
        endpoint(actors["GATES"], wanted.url)
        endpoint(actors["GATES"], unwanted.url, least=0)
        endpoint(actors["LOCKS"], stranger.url)
        thread = send(actors["NCO"], product)
        report = disclosing.act(actors["GATES"], "report_weakness", weakness())
        disclosing.act(actors["NCO"], "comment_disclosure", report.id, "Thank you.")
        work()
        # A delivery to another organisation that names them tells it nothing.
        with connected_as(Role.WORKER), transaction.atomic():
            named = {one.about: getattr(one, one.about) for one in Delivery.objects.all()}
            assert named == {"threads": [thread.id], "disclosures": [report.id]}
            other = Endpoint.objects.get(organisation_id=actors["LOCKS"].organisation)
            for about, ids in named.items():
                to_endpoint(other, now(), **{about: ids}).save(force_insert=True)
        disclosing.act(actors["NCO"], "comment_disclosure", report.id, "And?")
        work()
        assert stranger.got == unwanted.got == []
        assert [one.state for one in deliveries(actors["LOCKS"])] == ["dropped", "dropped"]
        assert {one.state for one in deliveries(actors["GATES"])} == {"sent"}
    bodies = sorted((json.loads(body) for _, body in wanted.got), key=lambda one: one["type"])
    assert [one["type"] for one in bodies] == ["disclosures.changed"] * 2 + ["threads.changed"]
    (sealed,) = bodies[0]["data"]["disclosures"]
    assert set(sealed) == {"id", "url"}
    assert sealed["id"] == str(report.id)
    (said,) = bodies[2]["data"]["threads"]
    assert (said["id"], said["cause"], said["state"]) == (str(thread.id), thread.cause, "sent")


def _check_wishes_and_quiet_hours(office, maker, thread, post):  # noqa: F811
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.timing import Digest, Quiet

    wish(maker, at_once=frozenset({Urgency.IMMEDIATE}), digest=Digest.NONE)
    act(office, "comment_thread", thread.id, "Thank you.")
    assert told(post) == ([], [])
    begun, over = now() - timedelta(hours=1), now() + timedelta(hours=2)
    wish(maker, quiet=Quiet("UTC", begun.time(), over.time()))
    act(office, "comment_thread", thread.id, "Please.")
    act(office, "extend_thread", thread.id, (now() + timedelta(days=30)).date())
    assert told(post) == ([], [])
    mail(now() + timedelta(hours=3))
    (late,) = post.mails
    assert late.get_content().count(str(thread.id)) == 1
