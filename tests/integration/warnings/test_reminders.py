"""Reminders: once a stage and step, of what is still owed, to the organisation that owes it alone."""

import json
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.integration.reporting.test_reports import AT, incident, submit
from tests.integration.warnings.receivers import receiving
from tests.integration.warnings.test_mail import keep_own, people, post, wish  # noqa: F401
from tests.integration.warnings.test_mail import send as mail
from tests.integration.warnings.test_webhooks import (  # noqa: F401
    deliveries,
    endpoint,
    nation,
    send,
    settings,
)

DUE = datetime(2026, 12, 2, 14, 59, tzinfo=UTC)  # the Act's full report, to two recipients


def remind(at):
    """As the pipeline does, at an instant of ours."""
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.actions.remind import remind
    from noroshi.warnings.actions.plan_reminders import plan_reminders

    with connected_as(Role.WORKER), transaction.atomic():
        made = remind(at=at)
        plan_reminders(made, at=at)
        return sorted((one.regime, one.stage, one.recipient, one.step) for one in made)


def full(step):
    return [("jp-act", "full", one, step) for one in ("ministry", "prime_minister")]


def test_each_step_is_reminded_of_once_and_a_filing_ends_it(nation):  # noqa: F811
    kept = submit(nation["P-EAST"])
    assert remind(AT + timedelta(hours=1)) == []
    # Before it, the first stage under another law, which nobody has filed.
    early = remind(DUE - timedelta(hours=25))
    assert {step for *_, step in early} == {"warn", "late"} & {step for *_, step in early}
    assert all(regime == "jp-appi" for regime, *_ in early)
    for hours, step in ((24, "24h"), (4, "4h"), (1, "1h"), (0, "late")):
        assert remind(DUE - timedelta(hours=hours, seconds=1)) == []
        assert remind(DUE - timedelta(hours=hours)) == full(step)
        assert remind(DUE - timedelta(hours=hours)) == []
    # A new version makes the obligations anew; what was reminded of was.
    submit(nation["P-EAST"], incident(title="Again"), report=kept.report_id, at=AT)
    assert remind(DUE + timedelta(hours=1)) == []
    submit(nation["P-WEST"])
    # The steps that were missed are not made up for.
    assert remind(DUE - timedelta(hours=2)) == sorted(early + full("4h"))
    submit(nation["P-EAST"], incident(stage="full"), report=kept.report_id, at=DUE)
    west = remind(DUE + timedelta(days=2))
    assert west == full("late")


def test_one_mail_lists_all_and_nothing_of_the_incident(people, post):  # noqa: F811
    kept = submit(people["P-EAST"])
    keep_own("e2@example.test", language="en")
    remind(DUE - timedelta(hours=25))
    mail(at=DUE - timedelta(hours=25))
    post.mails.clear()
    assert remind(DUE - timedelta(hours=4)) == full("4h")
    mail(at=DUE - timedelta(hours=4))
    mails = {one["To"]: one for one in post.mails}
    assert sorted(mails) == ["e1@example.test", "e2@example.test"]
    assert len(post.mails) == 2
    english = mails["e2@example.test"].get_content()
    assert "2 deadlines" in mails["e2@example.test"]["Subject"]
    assert "Full report to the Prime Minister" in english
    assert "Due: 2026-12-02 23:59 JST" in english
    assert f"/reports/{kept.report_id}/" in english
    assert "P-EAST" not in english
    assert "期限：2026-12-02 23:59 JST" in mails["e1@example.test"].get_content()
    assert "受付サーバー" not in mails["e1@example.test"].get_content()


def test_what_was_filed_meanwhile_is_not_told_and_quiet_hours_wait_if_they_may(
    people,  # noqa: F811
    post,  # noqa: F811
):
    from noroshi.warnings.timing import Quiet

    kept = submit(people["P-EAST"])
    remind(DUE - timedelta(hours=25))
    mail(at=DUE - timedelta(hours=25))
    post.mails.clear()
    wish(people["P-EAST"], quiet=Quiet("UTC", time(14), time(17)))
    assert remind(DUE - timedelta(hours=24)) == full("24h")  # at 14:59: there is time
    mail(at=DUE - timedelta(hours=24))
    assert post.mails == []
    mail(at=DUE - timedelta(hours=21, minutes=50))
    assert len(post.mails) == 2
    assert remind(DUE - timedelta(minutes=40)) == full("1h")  # at 14:19: there is none
    submit(people["P-EAST"], incident(stage="full"), report=kept.report_id, at=DUE)
    mail(at=DUE - timedelta(minutes=40))
    assert len(post.mails) == 2
    assert [one.state for one in deliveries(people["P-EAST"])][-2:] == ["dropped"] * 2


def test_a_machine_is_told_and_no_other_organisation_learns_of_it(nation):  # noqa: F811
    from noroshi.parties.scope import acting_as

    with receiving() as receiver, receiving() as stranger:
        endpoint(nation["P-EAST"], receiver.url)
        endpoint(nation["P-WEST"], stranger.url)
        submit(nation["P-EAST"])
        remind(DUE)
        send(at=DUE)
        ((_, body),) = receiver.got
        assert stranger.got == []
    told = json.loads(body)
    assert told["type"] == "deadlines.reminded"
    late = [one for one in told["data"]["deadlines"] if one["stage"] == "full"]
    assert {(one["step"], one["until"]) for one in late} == {("late", "2026-12-02T14:59:00Z")}
    for name, seen in (("P-EAST", True), ("P-WEST", False), ("METI", False), ("NCO", False)):
        with acting_as(nation[name]), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM reporting_reminder")
            assert bool(cursor.fetchone()[0]) is seen, name
        for attack in ("DELETE FROM reporting_reminder", "UPDATE reporting_reminder SET step = ''"):
            with (
                acting_as(nation[name]),
                pytest.raises(ProgrammingError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(attack)


def test_a_reminder_that_nobody_is_told_of_is_not_made(nation, monkeypatch):  # noqa: F811
    from noroshi import pipeline
    from noroshi.operations.database import Role, connected_as
    from noroshi.reporting.models import Reminder

    submit(nation["P-EAST"])
    monkeypatch.setattr(pipeline, "now", lambda: DUE)

    def killed(*_, **__):
        raise SystemExit

    with connected_as(Role.WORKER):
        with monkeypatch.context() as patch:
            patch.setattr(pipeline, "plan_reminders", killed)
            with pytest.raises(SystemExit):
                pipeline.remind_of_deadlines()
        assert not Reminder.objects.exists()
        assert pipeline.remind_of_deadlines() == Reminder.objects.count() > 0
        assert pipeline.remind_of_deadlines() == 0
