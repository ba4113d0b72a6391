"""Fields of a draft and the incident that they make."""

import json

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.reporting.drafting import (
    fields_of,
    is_needed,
    missing,
    path_of,
    stated,
    supposed,
)
from noroshi.reporting.fields import FIELDS
from noroshi.reporting.forms.steps import lists, singles, wizard
from noroshi.reporting.incident import Kind, as_json, example, read_incident


def incident(kind):
    return as_json(read_incident(example(kind), "example"))


@pytest.mark.parametrize("kind", Kind)
def test_an_incident_comes_back_from_the_pages_as_it_was(kind):
    whole = incident(kind)
    fields = fields_of(whole)
    assert json.loads(json.dumps(fields)) == fields
    for base in ({}, whole):
        said = stated(fields, kind, base)
        assert said.problems == {}
        assert as_json(read_incident(json.dumps(said.plain).encode(), "draft")) == whole
    assert missing(fields, "full") == []


def test_what_a_page_cannot_show_stays_as_it_was():
    whole = incident(Kind.OTHER)
    whole["when"]["aware"] = "2026-11-01T21:40:33.5Z"
    whole["what"] = "one\r\ntwo"
    fields = fields_of(whole)
    assert fields["when.aware"] == "2026-11-02T06:40"
    assert stated(fields, Kind.OTHER, whole).plain["when"]["aware"] == whole["when"]["aware"]
    assert stated(fields, Kind.OTHER, whole).plain["what"] == whole["what"]
    changed = {**fields, "when.aware": "2026-11-02T06:41"}
    assert stated(changed, Kind.OTHER, whole).plain["when"]["aware"] == "2026-11-02T06:41:00+09:00"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("impact.users", "many", "no whole number"),
        ("when.aware", "yesterday", "no date and time"),
        ("when.aware", "0202-11-02T06:40", "of our time"),
        ("when.occurred", "9999-12-31T23:59", "of our time"),
        ("title", "x" * 301, "at most 300"),
        ("what", "x" * 20_001, "at most 20000"),
        ("technical.indicators", "x" * 301, "a line"),
        ("contacts.01.name", "Night shift", "needed"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(name, value, problem):
    problems = stated({name: value}, Kind.OTHER, {}).problems
    place = name.replace("name", "email") if problem == "needed" else name
    assert problem in problems[place]
    assert supposed(stated({name: value}, Kind.OTHER, {})) is None


def test_a_form_has_its_own_part_and_no_other():
    fields = {"flood.minutes": "5", "ransom.note": "Pay."}
    assert stated(fields, Kind.DDOS, {}).plain["flood"] == {"minutes": 5}
    assert "ransom" not in stated(fields, Kind.DDOS, {}).plain
    assert stated({}, Kind.RANSOMWARE, {}).plain["ransom"] == {}


def test_what_is_needed_now_and_what_may_follow():
    assert missing({}, "first") == ["title", "stage", "regimes", "when.aware", "what", "contacts"]
    assert set(missing({}, "full")) - set(missing({}, "first")) == wizard().later
    assert is_needed("contacts.email", "first")
    assert not is_needed("systems.name", "first")


def test_every_field_of_the_form_is_asked_once_with_its_words():
    asked = [path for step in wizard().steps for path in (*step.asks, *step.lists)]
    assert len(asked) == len(set(asked))
    assert {*asked, "kind", "stage", "regimes"} == {*singles(), *lists()}
    assert {path_of(path) for path in wizard().hints} <= set(FIELDS)
    assert wizard().later <= set(asked)


def test_more_than_a_page_holds_is_refused_by_its_name():
    whole = {**incident(Kind.OTHER), "systems": [{"name": "x"}] * 151}
    with pytest.raises(MalformedError, match="systems: more than 150"):
        fields_of(whole)
