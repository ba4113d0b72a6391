"""Mail: who gets one, when, in which language, and what is not in it."""

from datetime import timedelta

import pytest

from noroshi.kernel.clock import now
from noroshi.operations.config import Smtp
from tests.integration.warnings.receivers import mail_server
from tests.integration.warnings.test_webhooks import nation, settings, weaken  # noqa: F401
from tests.integration.web.conftest import invite


@pytest.fixture
def post(settings, migrated):  # noqa: F811
    from django.conf import settings as django
    from django.test import override_settings

    with mail_server() as server:
        settings(smtp=Smtp("127.0.0.1", server.port, "", "", "none", "noroshi@office.example"))
        with override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=server.port,
            DEFAULT_FROM_EMAIL="noroshi@office.example",
        ):
            assert server.port == django.EMAIL_PORT
            yield server


def send(at=None):
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.actions.deliver import deliver
    from noroshi.warnings.rules import Channel

    with connected_as(Role.WORKER):
        deliver(Channel.MAIL, at=at or now())


def states():
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Delivery

    with connected_as(Role.WORKER):
        found = Delivery.objects.filter(channel="mail").order_by("made_at", "id")
        return [(one.state, one.reason) for one in found]


def wish(actor, *, quiet=None, **values):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions.keep_wish import keep_wish
    from noroshi.warnings.timing import Quiet, Wish

    with acting_as(actor):
        keep_wish(Wish(**values), quiet or Quiet(), by=actor, at=now())


def hat_of(email):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import ActorRecord

    with connected_as(Role.WORKER):
        return ActorRecord.objects.select_related("organisation", "person").get(person__email=email)


def keep_own(email, **values):
    from noroshi.parties.queries import actor_of
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions.keep_wish import keep_own_wish
    from noroshi.warnings.timing import Wish

    actor = actor_of(hat_of(email))
    with acting_as(actor):
        keep_own_wish(Wish(**values), by=actor, at=now())


@pytest.fixture
def people(nation, post):  # noqa: F811
    for email, code in (("e1", "P-EAST"), ("e2", "P-EAST"), ("w1", "P-WEST"), ("n1", "NCO")):
        invite(f"{email}@example.test", code, "reader")
    return nation


def told_at(monkeypatch, value):
    from noroshi.warnings.actions import plan_deliveries
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.timing import tell_at

    def as_if(_, *rest, **more):
        return tell_at(Urgency(value), *rest, **more)

    monkeypatch.setattr(plan_deliveries, "tell_at", as_if)


def test_each_of_the_organisation_gets_one_in_their_language_and_nobody_else(
    people, post, tmp_path, monkeypatch
):
    told_at(monkeypatch, 0)
    keep_own("e2@example.test", language="en")
    weaken(tmp_path)
    mails = {mail["To"]: mail for mail in post.mails}
    assert sorted(mails) == ["e1@example.test", "e2@example.test"]
    assert len(post.mails) == 2
    english, japanese = mails["e2@example.test"], mails["e1@example.test"]
    assert "1 warning" in english["Subject"]
    assert "件" in japanese["Subject"]
    text = english.get_content()
    assert "CVE-2099-0001" in text
    assert "/warnings/" in text
    assert not {"gate-1", "Fortinet", "192.0.2.3", "Remote access"} & set(text.split())
    for mail, way, heading in (
        (english, "7bit", "== Immediate (1) =="), (japanese, "base64", "== 至急 (1) =="),
    ):  # fmt: skip
        assert mail["Content-Transfer-Encoding"] == way
        assert mail.as_bytes().isascii()
        assert max(map(len, mail.as_bytes().splitlines())) <= 200
        assert mail["List-Unsubscribe"].endswith("/own/delivery/>")
        assert heading.split(" ")[0] in mail.get_content()
    assert mails["e1@example.test"]["Message-ID"].endswith("@office.example>")
    assert len({mail["Message-ID"] for mail in post.mails}) == 2
    send()
    assert len(post.mails) == 2, "none twice"


def test_quiet_hours_and_digests_keep_waiting_what_is_not_immediate(
    people, post, tmp_path, monkeypatch
):
    from noroshi.warnings.actions import deliver
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.timing import Digest, Quiet

    east = people["P-EAST"]
    began = (now() - timedelta(hours=1)).time()
    quiet = Quiet("UTC", began, (now() + timedelta(hours=2)).time())
    wish(east, quiet=quiet, at_once=frozenset({Urgency(1)}))
    told_at(monkeypatch, 1)
    weaken(tmp_path, 1)
    assert post.mails == []
    told_at(monkeypatch, 0)
    monkeypatch.setattr(deliver, "FOREMOST", Urgency(_told_of()[0].urgency))
    weaken(tmp_path, 2)
    assert len(post.mails) == 2, "what is immediate is not kept waiting"
    assert "CVE-2099-0001" not in post.mails[0].get_content()
    send(now() + timedelta(hours=3))
    assert len(post.mails) == 4
    wish(east, at_once=frozenset(), digest=Digest.DAILY)
    told_at(monkeypatch, 2)
    weaken(tmp_path, 3)
    weaken(tmp_path, 4)
    assert len(post.mails) == 4
    send(now() + timedelta(days=1, hours=1))
    assert len(post.mails) == 6, "one digest each"
    digest = post.mails[-1].get_content()
    assert "CVE-2099-0003" in digest
    assert "CVE-2099-0004" in digest
    wish(east, at_once=frozenset(), digest=Digest.NONE)
    weaken(tmp_path, 5)
    send(now() + timedelta(days=30))
    assert len(post.mails) == 6


def test_what_the_reader_may_not_see_any_more_is_not_sent(people, post, tmp_path, monkeypatch):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.end_role import end_role
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.models import Delivery

    told_at(monkeypatch, 2)
    weaken(tmp_path)
    assert {state for state, _ in states()} == {"waiting"}
    east, leaver = people["P-EAST"], hat_of("e1@example.test")
    with acting_as(east):
        end_role(leaver.id, by=east, at=now())
    stays = hat_of("e2@example.test")
    stranger = hat_of("w1@example.test")
    with connected_as(Role.WORKER):  # as a slip of ours would
        held = Delivery.objects.get(reader_id=stays.id)
        Delivery.objects.filter(id=held.id).update(
            reader_id=stranger.id, organisation_id=stranger.organisation_id
        )
    send(now() + timedelta(days=8))
    assert post.mails == []
    assert {state for state, _ in states()} == {"dropped"}


def test_a_refused_address_is_a_dead_letter_and_an_absent_server_is_waited_for(
    people, post, tmp_path, monkeypatch
):
    from django.test import override_settings

    told_at(monkeypatch, 0)
    post.refuses = "e1@example.test"
    weaken(tmp_path)
    assert sorted(states()) == [("dead", "mail refused"), ("sent", "")]
    with override_settings(EMAIL_PORT=1):
        weaken(tmp_path, 2)
    assert states()[2:] == [("waiting", "mail server")] * 2
    post.refuses = ""
    send(now() + timedelta(minutes=5))
    assert len(post.mails) == 3


def test_without_a_mail_server_nothing_waits(people, post, settings, tmp_path):  # noqa: F811
    settings(smtp=None)
    weaken(tmp_path)
    assert states() == []


def test_an_address_that_is_none_holds_up_nobody(people, post, tmp_path, monkeypatch):
    told_at(monkeypatch, 0)
    invite("a1@example.test, a2@example.test", "P-EAST", "reader")
    invite("b1@example.test\r\nBcc: w1@example.test", "P-EAST", "reader")
    weaken(tmp_path)
    assert sorted(mail["To"] for mail in post.mails) == ["e1@example.test", "e2@example.test"]
    refused = [("dead", "mail refused")] * 2
    assert sorted(states()) == [*refused, ("sent", ""), ("sent", "")]


def test_an_attempt_that_failed_before_quiet_hours_is_not_made_up_for_in_them(
    people, post, tmp_path, monkeypatch
):
    from django.test import override_settings

    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Delivery
    from noroshi.warnings.rules import Urgency
    from noroshi.warnings.timing import ATTEMPTS, Quiet

    told_at(monkeypatch, 1)
    with override_settings(EMAIL_PORT=1):
        weaken(tmp_path)
    assert states() == [("waiting", "mail server")] * 2
    began = (now() + timedelta(minutes=1)).time()
    quiet = Quiet("UTC", began, (now() + timedelta(hours=9)).time())
    wish(people["P-EAST"], quiet=quiet, at_once=frozenset({Urgency(1), Urgency(2)}))
    with connected_as(Role.WORKER):
        Delivery.objects.update(attempts=ATTEMPTS - 1)
    is_immediate = {one.urgency for one in _told_of()} == {0}
    send(now() + timedelta(hours=1))
    assert len(post.mails) == (2 if is_immediate else 0)
    send(now() + timedelta(hours=10))
    assert len(post.mails) == 2
    assert states() == [("sent", "")] * 2


def _told_of():
    from noroshi.operations.database import Role, connected_as
    from noroshi.warnings.models import Warning

    with connected_as(Role.WORKER):
        return list(Warning.objects.all())


def test_a_mail_that_was_perhaps_sent_does_not_hide_the_next(people, post, tmp_path, monkeypatch):
    from noroshi.parties.actions.end_role import end_role
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.actions import deliver

    told_at(monkeypatch, 0)
    leaver = hat_of("e2@example.test")
    with acting_as(people["P-EAST"]):
        end_role(leaver.id, by=people["P-EAST"], at=now())
    with monkeypatch.context() as killed:
        killed.setattr(deliver, "_settle", lambda *_: None)
        weaken(tmp_path)
        send(now() + deliver.CLAIM[deliver.Channel.MAIL])
    weaken(tmp_path, 2)
    first, again, other = (mail["Message-ID"] for mail in post.mails)
    assert first == again != other
    with monkeypatch.context() as killed:
        killed.setattr(deliver, "_settle", lambda *_: None)
        weaken(tmp_path, 3)
    # somebody whose role is another by then is told all the same, and once
    hat = hat_of("e1@example.test")
    invite("e1@example.test", "P-EAST", "analyst")
    with acting_as(people["P-EAST"]):
        end_role(hat.id, by=people["P-EAST"], at=now())
    before = len(post.mails)
    send(now() + 3 * deliver.CLAIM[deliver.Channel.MAIL])
    text = post.mails[-1].get_content()
    assert len(post.mails) == before + 1
    assert "CVE-2099-0001" in text
    assert "CVE-2099-0003" in text
    assert post.mails[-1]["Message-ID"] not in {mail["Message-ID"] for mail in post.mails[:-1]}
    assert {state for state, _ in states()} == {"sent"}


def test_what_ends_whoever_sends_it_is_given_up(people, post, tmp_path, monkeypatch):
    from noroshi.warnings.actions import deliver
    from noroshi.warnings.timing import ATTEMPTS

    told_at(monkeypatch, 0)
    with monkeypatch.context() as killed:
        killed.setattr(deliver, "_settle", lambda *_: None)
        weaken(tmp_path)
        for number in range(1, ATTEMPTS + 3):
            send(now() + number * 2 * deliver.CLAIM[deliver.Channel.MAIL])
    assert len(post.mails) == 2 * ATTEMPTS
    assert states() == [("dead", "cut short")] * 2
