"""A notice and a request from the office to a supplier, and what each side may do with them."""

import json
from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from noroshi.kernel.clock import now
from noroshi.kernel.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    NoroshiError,
    RefusedError,
)
from tests.nation import (
    GATES,
    ORGANISATIONS,
    SUPPLIERS,
    bring_assets,
    bring_feeds,
    bring_product,
    cve_record,
    register,
)

CAUSE = "CVE-2099-0001"


@pytest.fixture
def actors(database, tmp_path):
    """P-EAST runs what GATES makes, and it is weak."""
    actors = register(ORGANISATIONS + SUPPLIERS)
    bring_assets(actors["P-EAST"], GATES)
    feed = tmp_path / "cve.json"
    feed.write_text(json.dumps(cve_record()))
    bring_feeds(feed)
    return actors


@pytest.fixture
def product(actors):
    return bring_product(actors["GATES"], actors["NCO"])


def send(actor, product, *, kind="request", text="Please mend it.", **more):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.send_thread import Message, send_thread
    from noroshi.suppliers.rules import Kind

    with acting_as(actor):
        message = Message(product.id, more.pop("cause", CAUSE), Kind(kind), text, **more)
        return send_thread(message, by=actor, at=now())


def act(actor, name, *given, at=None):
    """One of the actions on a thread, as an actor."""
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions import answer_thread

    with acting_as(actor):
        return getattr(answer_thread, name)(*given, by=actor, at=at or now())


def seen(actor):
    """Every thread, line and product that an actor sees."""
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers import queries

    with acting_as(actor):
        found = list(queries.threads())
        lines = [line for thread in found for line in queries.lines(thread.id)]
        return found, lines, list(queries.claims()), dict(queries.rough_counts())


def vex(**more):
    from noroshi.suppliers.rules import Answer, AnswerKind

    given = {
        "text": "The gate is not reached.",
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "versions": ("7.2.0 to 7.2.4",),
    }
    return Answer(AnswerKind.VEX, **{**given, **more})


def test_a_request_goes_its_way(actors, product):
    from noroshi.suppliers.rules import Answer, AnswerKind, State

    office, maker = actors["NCO"], actors["GATES"]
    thread = send(office, product)
    assert (thread.state, thread.article) == ("sent", "Act No. 42 of 2025, Art. 42 [S/R]")
    assert thread.due_at - thread.sent_at == timedelta(days=14)
    with pytest.raises(ConflictError, match="open already"):
        send(office, product)
    act(maker, "see_thread", thread.id)
    assert act(maker, "see_thread", thread.id).state == "seen"
    day = (now() + timedelta(days=9)).date()
    promised = Answer(AnswerKind.DATE, "We work on it.", expected_on=day)
    act(maker, "answer_thread", thread.id, promised)
    act(office, "comment_thread", thread.id, "Thank you; sooner would be better.")
    fixed = Answer(AnswerKind.FIX, "Released.", fixed_in="7.2.5")
    assert act(maker, "answer_thread", thread.id, fixed).answer == {
        "kind": "fix", "fixed_in": "7.2.5",
    }  # fmt: skip
    act(office, "close_thread", thread.id, State.DONE)
    for late in (("comment_thread", thread.id, "And?"), ("answer_thread", thread.id, fixed)):
        with pytest.raises(ConflictError):
            act(maker, *late)
    _, lines, *_ = seen(maker)
    assert [(line.writer, line.kind, line.text) for line in lines] == [
        ("nco", "message", "Please mend it."),
        ("supplier", "change", "seen"),
        ("supplier", "answer", "We work on it."),
        ("nco", "comment", "Thank you; sooner would be better."),
        ("supplier", "answer", "Released."),
        ("nco", "change", "done"),
    ]
    assert send(office, product, kind="notice").state == "sent", "closed, a next one may be sent"


def test_every_act_is_in_the_ledger_once(actors, product):
    from noroshi.ledger.queries import entries_page
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.suppliers.rules import State

    office, maker = actors["NCO"], actors["GATES"]
    thread = send(office, product)
    act(maker, "see_thread", thread.id)
    act(maker, "see_thread", thread.id)
    act(maker, "answer_thread", thread.id, vex())
    act(maker, "comment_thread", thread.id, "Is that enough?")
    act(office, "close_thread", thread.id, State.WITHDRAWN)
    with connected_as(Role.WORKER):
        complete_handoffs()
    with acting_as(maker):
        entries, _ = entries_page([maker.organisation], limit=50)
    kinds = [one.kind.partition(".")[2] for one in reversed(entries)]
    wanted = ["ProductClaimed", "ProductVerified", "ThreadSent", "ThreadSeen"]
    assert kinds == [*wanted, "ThreadAnswered", "ThreadCommented", "ThreadClosed"]
    assert {one.subject for one in entries if "Thread" in one.kind} == {
        f"supplier-thread:{thread.id}"
    }


def test_vex_becomes_a_document_and_closes_where_its_author_is_believed(actors, product):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.judge_vex_author import trust_vex_author
    from noroshi.vulnerabilities.queries import answered_by_vex, exposures, vex_authors

    thread = send(actors["NCO"], product)
    act(actors["GATES"], "answer_thread", thread.id, vex())
    with connected_as(Role.WORKER):
        complete_handoffs()
        assert [(one["author"], one["rank"]) for one in vex_authors()] == [
            ("Gate Maker (fictional)", None)
        ]
    with acting_as(actors["P-EAST"]):
        assert exposures(cause=CAUSE).count() == 1, "nobody is believed unasked"
    with connected_as(Role.WORKER):
        trust_vex_author("Gate Maker (fictional)", rank=1, days=None, by=None, at=now())
        complete_handoffs()
    with acting_as(actors["P-EAST"]):
        (closed,) = answered_by_vex(CAUSE)
        name = closed.statement.document.name
    assert str(thread.id) not in name, "who reads the document learns of no thread"
    act(actors["GATES"], "answer_thread", thread.id, vex(status="affected", justification=""))
    with connected_as(Role.WORKER):
        complete_handoffs()
    with acting_as(actors["P-EAST"]):
        assert exposures(cause=CAUSE).count() == 1, "the newer answer counts"


@pytest.mark.parametrize(
    "text",
    [
        "P-EAST runs it.", "east power is hit", "東電力が使っています", "portal.east.example",
        "seen at 192.0.2.3.", "192[.]0[.]2[.]17:443",
    ],
)  # fmt: skip
def test_the_office_cannot_name_who_runs_it(actors, product, text):
    with pytest.raises(MalformedError, match=r"names who may run the product: P-(EA|WE)ST"):
        send(actors["NCO"], product, text=text)
    thread = send(actors["NCO"], product, text="METI and Gate Maker at 203.0.113.9 know, at least.")
    with pytest.raises(MalformedError):
        act(actors["NCO"], "comment_thread", thread.id, text)
    act(actors["GATES"], "comment_thread", thread.id, text)  # its own word; nothing is told by it


def test_what_is_no_message_is_refused(actors, product):
    office = actors["NCO"]
    for wrong, error in (
        ({"text": " "}, MalformedError),
        ({"text": "x" * 10_001}, MalformedError),
        ({"cause": "CVE-2099-9999"}, AbsentError),
        ({"due_on": now().date() - timedelta(days=1)}, MalformedError),
    ):
        with pytest.raises(error):
            send(office, product, **wrong)
    pending = claim(actors["LOCKS"], "Fortinet", "FortiOS")
    with pytest.raises(AbsentError):
        send(office, pending)
    assert seen(office)[0] == []


def claim(actor, vendor, product):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.claim_product import claim_product

    with acting_as(actor):
        return claim_product(vendor, product, by=actor, at=now())


def test_a_claim_is_answered_alike_whoever_has_the_product(actors, product):
    answers = [
        (one.verified_at, one.counted_at, type(one))
        for one in (
            claim(actors["LOCKS"], "FORTINET, Inc.", "Forti OS"),
            claim(actors["LOCKS"], "Fortinet", "FortiOS"),
            claim(actors["LOCKS"], "Nobody", "Nothing"),
        )
    ]
    assert len(set(answers)) == 1
    with pytest.raises(ConflictError):
        claim(actors["LOCKS"], "fortinet", "FORTIOS")
    with pytest.raises(MalformedError):
        claim(actors["LOCKS"], "-", "n/a")
    for other in ("P-EAST", "METI", "NCO"):
        with pytest.raises(RefusedError):
            claim(actors[other], "Fortinet", "FortiOS")


@pytest.fixture
def thread(actors, product):
    found = send(actors["NCO"], product)
    act(actors["GATES"], "answer_thread", found.id, vex())
    return found


OTHERS = ("P-EAST", "P-WEST", "BANK", "LOCKS", "METI", "FSA", "COMMISSION")


def test_only_the_office_the_supplier_and_its_ministry_see(actors, thread):
    for code in OTHERS:
        assert seen(actors[code]) == ([], [], [], {}), code
    for code in ("NCO", "GATES", "MIC"):
        threads, lines, claims, counts = seen(actors[code])
        assert (len(threads), len(lines), len(claims), counts) == (1, 2, 1, {}), code
    (line, _) = seen(actors["GATES"])[1]
    assert line.actor is None, "whose hat at the office wrote it is not told"


def test_nobody_else_acts_on_it(actors, thread):
    from noroshi.suppliers.rules import State

    attempts = (
        ("see_thread", thread.id),
        ("answer_thread", thread.id, vex()),
        ("comment_thread", thread.id, "hello"),
        ("close_thread", thread.id, State.DONE),
    )
    for code in (*OTHERS, "MIC"):
        for attempt in attempts:
            with pytest.raises((AbsentError, RefusedError)):
                act(actors[code], *attempt)
        with pytest.raises((AbsentError, RefusedError)):
            send(actors[code], thread.claim, kind="notice")
        with pytest.raises((AbsentError, RefusedError)):
            verify(actors[code], thread.claim_id)
    with pytest.raises(RefusedError):
        verify(actors["GATES"], thread.claim_id)
    for actor, attempt in (("NCO", attempts[1]), ("GATES", attempts[3]), ("NCO", attempts[0])):
        with pytest.raises(NoroshiError):
            act(actors[actor], *attempt)
    (found,), *_ = seen(actors["NCO"])
    assert found.state == "answered"


def verify(actor, claim):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.claim_product import verify_product

    with acting_as(actor):
        verify_product(claim, by=actor, at=now())


ATTACKS = {
    "verify its own product": "UPDATE suppliers_productclaim SET verified_at = now()",
    "claim a verified product": "INSERT INTO suppliers_productclaim (id, organisation_id, audience,"
    " vendor, product, key, claimed_at, verified_at) SELECT gen_random_uuid(), %(me)s,"
    " noroshi.own_audience(), 'v', 'p', 'name:v|p', now(), now()",
    "claim for another": "INSERT INTO suppliers_productclaim (id, organisation_id, audience, vendor,"
    " product, key, claimed_at) SELECT gen_random_uuid(), %(victim)s, %(audience)s, 'v', 'p', 'k', now()",
    "read the numbers": "SELECT * FROM suppliers_roughcount",
    "write the numbers": "INSERT INTO suppliers_roughcount (id, organisation_id, audience, claim_id,"
    " version, organisations) SELECT gen_random_uuid(), %(me)s, noroshi.own_audience(), %(claim)s, '', 5",
    "have it counted anew": "UPDATE suppliers_productclaim SET counted_at = NULL",
    "send itself a request": "INSERT INTO suppliers_thread (id, organisation_id, audience, claim_id,"
    " cause, kind, state, article, sent_at, due_at, changed_at) SELECT gen_random_uuid(), %(me)s,"
    " noroshi.own_audience(), %(claim)s, 'CVE-2099-1', 'notice', 'sent', '', now(), now(), now()",
    "take the thread": "UPDATE suppliers_thread SET audience = (SELECT noroshi.own_audience())",
    "close the thread": "UPDATE suppliers_thread SET state = 'done'",
    "speak as the office": "INSERT INTO suppliers_line (id, thread_id, organisation_id, audience,"
    " actor_id, writer, kind, text) SELECT gen_random_uuid(), %(thread)s, %(victim)s, %(audience)s,"
    " noroshi.actor(), 'nco', 'message', ''",
    "speak in the thread": "INSERT INTO suppliers_line (id, thread_id, organisation_id, audience,"
    " actor_id, writer, kind, text) SELECT gen_random_uuid(), %(thread)s, %(victim)s, %(audience)s,"
    " noroshi.actor(), noroshi.organisation_kind(), 'comment', ''",
    "graft a line of its own": "INSERT INTO suppliers_line (id, thread_id, organisation_id, audience,"
    " actor_id, writer, kind, text) SELECT gen_random_uuid(), %(thread)s, %(me)s,"
    " noroshi.own_audience(), noroshi.actor(), noroshi.organisation_kind(), 'comment', ''",
    "rewrite what was said": "UPDATE suppliers_line SET text = ''",
    "unsay it": "DELETE FROM suppliers_line",
    "publish in its name": "UPDATE suppliers_line SET published_at = NULL",
}


# What the supplier may do with what is its own is no attack of its.
ALLOWED = {"claim for another", "speak in the thread", "graft a line of its own"}


def test_an_attack_with_the_web_role_changes_nothing(actors, thread):
    victim = actors["GATES"]
    before = snapshot(victim)
    names = {"victim": victim.organisation, "claim": thread.claim_id, "thread": thread.id}
    names["audience"] = thread.audience
    for attack, statement in ATTACKS.items():
        for code in ("LOCKS", "P-EAST", "MIC", "GATES"):
            if code == "GATES" and attack in ALLOWED:
                continue
            changed = attacked(actors[code], statement, names)
            assert changed <= 0, (code, attack)
    assert snapshot(victim) == before


STEPS_BACK = (
    "state = 'answered'",
    "state = 'seen'",
    'state = \'answered\', answer = \'{"kind": "fix", "fixed_in": "9"}\'',
    "answer = NULL",
    "changed_at = now()",
)


def test_what_is_closed_stays_closed_whoever_writes_to_the_database(actors, thread):
    from noroshi.suppliers.rules import State

    office, maker = actors["NCO"], actors["GATES"]
    for back in STEPS_BACK[1:2]:
        assert attacked(maker, f"UPDATE suppliers_thread SET {back}", {}) == 0, (
            "answered is not seen"
        )
    forged = "UPDATE suppliers_thread SET state = 'withdrawn', answer = NULL"
    assert attacked(office, forged, {}) == 0, "the office answers for nobody"
    for closed in (State.DONE, State.WITHDRAWN):
        if closed is State.WITHDRAWN:
            thread = send(office, thread.claim)
        act(office, "close_thread", thread.id, closed)
        before = snapshot(maker)
        for actor in (maker, office):
            for back in STEPS_BACK:
                assert attacked(actor, f"UPDATE suppliers_thread SET {back}", {}) <= 0, back
        assert snapshot(maker) == before


def attacked(thief, statement, names):
    """How many rows the statement changed or showed."""
    from noroshi.parties.scope import acting_as

    with acting_as(thief), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(statement, {**names, "me": thief.organisation})
                return len(cursor.fetchall()) if cursor.description else cursor.rowcount
        except (ProgrammingError, DataError, IntegrityError):
            return 0


def snapshot(actor):
    threads, lines, claims, counts = seen(actor)
    return (
        [(one.id, one.state, one.answer, one.audience) for one in threads],
        [(one.id, one.text, one.kind) for one in lines],
        [(one.id, one.verified_at) for one in claims],
        counts,
    )


def test_more_time_a_reminder_and_an_end_that_the_exposed_read(actors, product):
    from noroshi.operations.database import Role, connected_as
    from noroshi.suppliers.actions.remind_suppliers import remind_suppliers
    from noroshi.suppliers.rules import Answer, AnswerKind, State

    office, maker = actors["NCO"], actors["GATES"]
    thread = send(office, product)
    later = (thread.due_at + timedelta(days=7)).date()
    for actor, day, error in (
        (maker, later, RefusedError),
        (actors["MIC"], later, RefusedError),
        (office, now().date(), MalformedError),
    ):
        with pytest.raises(error):
            act(actor, "extend_thread", thread.id, day)

    def reminded(at):
        with connected_as(Role.WORKER):
            return remind_suppliers(at=at)

    assert reminded(thread.due_at - timedelta(days=4)) == 0
    soon = thread.due_at - timedelta(days=2)
    assert [reminded(soon), reminded(soon)] == [1, 0], "once"
    assert act(office, "extend_thread", thread.id, later).due_at > thread.due_at
    assert [reminded(soon), reminded(soon + timedelta(days=7))] == [0, 1], "again after more time"
    for forged in ("due_at = due_at + interval '1 year'", "reminded_at = NULL"):
        assert attacked(maker, f"UPDATE suppliers_thread SET {forged}", {}) <= 0
    assert told(actors["P-EAST"]) == {}
    with pytest.raises(MalformedError, match="advice"):
        act(maker, "answer_thread", thread.id, Answer(AnswerKind.END))
    end = Answer(AnswerKind.END, "Between us.", advice="Replace it by a supported release.")
    act(maker, "answer_thread", thread.id, end)
    with pytest.raises(ConflictError):
        act(office, "extend_thread", thread.id, later + timedelta(days=1))
    for code in ("P-EAST", "METI", "NCO"):
        (answer,) = told(actors[code])[CAUSE]
        assert answer.answer == {"kind": "end", "advice": "Replace it by a supported release."}
        assert answer.supplier == "Gate Maker (fictional)"
    for code in ("P-WEST", "BANK", "LOCKS", "FSA", "COMMISSION"):
        assert told(actors[code]) == {}, "who is not exposed is told nothing"
    act(office, "close_thread", thread.id, State.WITHDRAWN)
    assert told(actors["P-EAST"]) == {}
    _, lines, *_ = seen(maker)
    assert sorted(line.text for line in lines if line.kind == "change") == [
        f"extended\n{later}", "reminded", "reminded", "withdrawn",
    ]  # fmt: skip


def told(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.queries import answers_for_exposed

    with acting_as(actor):
        return answers_for_exposed([CAUSE])


def test_a_claim_is_withdrawn_with_a_reason_and_a_contested_product_is_one_suppliers(
    actors, product
):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.suppliers.actions.claim_product import withdraw_product
    from noroshi.suppliers.models import RoughCount
    from noroshi.suppliers.queries import pending_products

    office, maker = actors["NCO"], actors["GATES"]
    thread = send(office, product)
    other = claim(actors["LOCKS"], "fortinet", "FortiOS")
    with acting_as(office):
        (waiting,) = pending_products()
        assert waiting.is_contested
    with acting_as(actors["LOCKS"]):
        (waiting,) = pending_products()
        assert not waiting.is_contested, "a supplier is not told of another"
    with pytest.raises(ConflictError, match="another supplier's"):
        verify(office, other.id)

    def withdraw(actor, reason="It was sold."):
        with acting_as(actor):
            return withdraw_product(product.id, reason, by=actor, at=now())

    with connected_as(Role.WORKER):
        RoughCount.objects.create(
            claim=product, organisation_id=maker.organisation, audience=product.audience,
            version="7.2.3", organisations=5,
        )  # fmt: skip
    for code in ("GATES", "LOCKS", "P-EAST", "MIC"):
        with pytest.raises(RefusedError):
            withdraw(actors[code])
    with pytest.raises(MalformedError):
        withdraw(office, " ")
    withdraw(office)
    with pytest.raises(ConflictError):
        withdraw(office)
    with connected_as(Role.WORKER):
        complete_handoffs()
        assert RoughCount.objects.count() == 0
    (found,), lines, (own,), counts = seen(maker)
    assert (own.reason, own.verified_at, counts, found.id) == ("It was sold.", None, {}, thread.id)
    assert [line.text for line in lines] == ["Please mend it."]
    for forged in ("withdrawn_at = NULL", "reason = ''", "verified_at = now()"):
        assert attacked(maker, f"UPDATE suppliers_productclaim SET {forged}", {}) <= 0
    with pytest.raises(AbsentError):
        send(office, product, kind="notice")
    verify(office, other.id)
    with pytest.raises(ConflictError):
        verify(office, product.id)
