from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.release.rules import roughness
from noroshi.suppliers.rules import (
    CLOSED,
    OPEN,
    TRANSITIONS,
    Answer,
    AnswerKind,
    Kind,
    State,
    addresses_in,
    check_answer,
    check_step,
    due_at,
    policy,
    product_key,
)

TODAY = date(2026, 10, 1)


def test_a_product_has_one_name_however_it_is_spelt():
    assert product_key("Fortinet, Inc.", "Fortinet FORTIOS") == product_key("fortinet", "FortiOS")
    for vendor, product in (("", "FortiOS"), ("Fortinet", "n/a"), ("x" * 301, "y"), ("x", "--")):
        with pytest.raises(MalformedError):
            product_key(vendor, product)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("seen at 192.0.2.3.", ["192.0.2.3"]),
        ("[2001:DB8::1]:443 and 198.51.100.7:80", ["2001:db8::1", "198.51.100.7"]),
        ("release 7.2.3 at 12:30, add: cafe", []),
        ("1.2.3.4.5", []),
    ],
)
def test_addresses_are_found_in_a_text(text, found):
    assert addresses_in(text) == found


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": AnswerKind.FIX}, "fixed_in"),
        ({"kind": AnswerKind.FIX, "fixed_in": "1" * 257}, "fixed_in"),
        ({"kind": AnswerKind.FIX, "fixed_in": "1", "text": "x" * 10_001}, "text"),
        ({"kind": AnswerKind.DATE}, "expected_on"),
        ({"kind": AnswerKind.DATE, "expected_on": date(2026, 9, 30)}, "expected_on"),
        ({"kind": AnswerKind.VEX, "status": "fine"}, "status"),
        ({"kind": AnswerKind.VEX, "status": "not_affected"}, "justification"),
        (
            {"kind": AnswerKind.VEX, "status": "fixed", "justification": "component_not_present"},
            "justification",
        ),
        ({"kind": AnswerKind.VEX, "status": "fixed", "versions": ("?? to !!",)}, "versions"),
        ({"kind": AnswerKind.VEX, "status": "fixed", "versions": ("1",) * 101}, "versions"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(wrong, field):
    with pytest.raises(MalformedError, match=f"^{field}: "):
        check_answer(Answer(**wrong), today=TODAY)


def test_what_is_an_answer_is_kept_as_its_kind_says():
    for given, kept in (
        ({"kind": AnswerKind.FIX, "fixed_in": "7.2.5"}, {"fixed_in": "7.2.5"}),
        (
            {"kind": AnswerKind.DATE, "expected_on": TODAY},
            {"expected_on": "2026-10-01", "advice": ""},
        ),
        (
            {"kind": AnswerKind.VEX, "status": "fixed", "versions": (">= 7.2.5", "8")},
            {"status": "fixed", "justification": "", "versions": [">= 7.2.5", "8"]},
        ),
    ):
        answer = Answer(**given)
        check_answer(answer, today=TODAY)
        assert answer.as_json() == {"kind": given["kind"].value, **kept}


def test_nothing_leads_out_of_the_end_and_everything_leads_there():
    assert all(not TRANSITIONS[state] for state in CLOSED)
    assert all(State.WITHDRAWN in TRANSITIONS[state] for state in OPEN)
    assert set(TRANSITIONS) == set(State)
    with pytest.raises(ConflictError):
        check_step(State.SENT, State.DONE)


def test_the_policies_say_when_by_which_article_and_how_roughly():
    sent = datetime(2026, 10, 1, tzinfo=UTC)
    assert policy().article.endswith("Art. 42 [S/R]")
    assert due_at(sent, Kind.REQUEST, by=policy()) < due_at(sent, Kind.NOTICE, by=policy())
    steps = roughness().steps
    gaps = [high - low for low, high in pairwise(steps)]
    assert gaps == sorted(gaps), "the step grows"
