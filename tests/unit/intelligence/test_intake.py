"""What is taken out of a document, and what becomes of it."""

import dataclasses
from datetime import UTC, datetime

import pytest

from noroshi.formats.documents import read
from noroshi.formats.names.observables import extract
from noroshi.formats.stix import check, pattern_of
from noroshi.formats.stix.patterns import parse
from noroshi.intelligence import intake
from noroshi.intelligence.intake import EVERY, Becomes, Choice, Why, becomes, objects_of, taken_out
from noroshi.kernel.errors import MalformedError
from noroshi.kernel.markings import Tlp

AT = datetime(2026, 10, 1, tzinfo=UTC)
CHOICE = Choice([], "Title", "friend", Tlp.GREEN, 70)
SHEET = (
    b"when,ioc,note\n1 May,192[.]0[.]2[.]7,of a.example\n2 May,evil[.]example,\n3 May,192.0.2.7,?\n"
)


def reading(data, name="a.txt"):
    return taken_out(read(data, source=name), name=name, octets=data, at=AT)


def test_of_a_sheet_the_likeliest_column_is_read_and_any_other_may_be():
    told = reading(SHEET, "a.csv")
    assert [(one.name, one.cells, one.found) for one in told.columns] == [
        ("when", 3, 0), ("ioc", 3, 3), ("note", 2, 1),
    ]  # fmt: skip
    assert told.column("") == told.column("IOC") == told.column("2") == 1
    found = [(one.observable.value, one.place) for _, one in told.of_column(1)]
    assert found == [("192.0.2.7", "line 2, column ioc"), ("evil.example", "line 3, column ioc")]
    assert len(told.of_column(told.column("*"))) == 3
    assert [one.text for one in told.unread if one.column == 2] == ["?"]
    with pytest.raises(MalformedError, match="column"):
        told.column("4")


def test_the_text_around_a_value_is_shown_and_a_long_document_is_cut(monkeypatch):
    monkeypatch.setattr(intake, "MOST", 2)
    told = reading(b"x" * 300 + b" evil.example " + b"y" * 300 + b"\n192.0.2.1 192.0.2.2\n")
    assert [one.observable.value for one in told.findings] == ["evil.example", "192.0.2.1"]
    assert told.is_cut
    assert "evil.example" in told.findings[0].excerpt
    assert len(told.findings[0].excerpt) < 130


@pytest.mark.parametrize(
    ("text", "is_common", "wanted"),
    [
        ("192.0.2.1", False, (Becomes.INDICATOR, Why.NONE)),
        ("192.0.2.1", True, (Becomes.OBSERVABLE, Why.COMMON)),
        ("10.1.2.3", False, (Becomes.OBSERVABLE, Why.WITHIN)),
        ("fc00::1", False, (Becomes.OBSERVABLE, Why.WITHIN)),
        ("dropper.exe", False, (Becomes.OBSERVABLE, Why.CONTEXT)),
        ("ja3:" + "a" * 32, False, (Becomes.NOTHING, Why.UNSAID)),
    ],
)
def test_what_becomes_of_a_value(text, is_common, wanted):
    assert becomes(extract(text)[0], is_common=is_common) == wanted


def test_the_objects_are_stix_and_the_same_for_the_same_reading():
    told = reading(
        b"http://evil.example/o'b\\x?a=b " + b"a" * 64 + b" 192.0.2.0/28 AS64500 a@b.example x.dll"
    )
    chosen = [
        (one, becomes(one.observable, is_common=False)[0]) for _, one in told.of_column(EVERY)
    ]
    report, objects = objects_of(told, chosen, CHOICE, organisation="o")
    for one in objects:
        check(one)
    patterns = [one["pattern"] for one in objects if one["type"] == "indicator"]
    assert len(patterns) == 4
    assert "[ipv4-addr:value ISSUBSET '192.0.2.0/28']" in patterns
    for one in chosen:
        parse(pattern_of(one[0].observable))
    assert objects[-1]["id"] == report
    assert {*objects[-1]["object_refs"]} == {one["id"] for one in objects[:-1]}
    assert {one.get("confidence") for one in objects} == {70, None}
    assert objects_of(told, chosen, CHOICE, organisation="o")[0] == report
    later = dataclasses.replace(told, digest="0" * 64)
    assert objects_of(later, chosen, CHOICE, organisation="o")[0] != report
    with pytest.raises(MalformedError, match="at least one"):
        objects_of(told, [], CHOICE, organisation="o")


def test_what_stands_with_others_is_no_indicator_unless_it_also_stands_alone():
    from noroshi.formats.documents import Document, Kind, Passage

    part, alone = Passage("a", "evil.example", is_part=True), Passage("b", "evil.example")
    for passages, wanted in (((part,), Why.PART), ((part, alone), Why.NONE)):
        told = taken_out(Document(Kind.OPENIOC, passages), name="x", octets=b"", at=AT)
        (one,) = told.findings
        assert becomes(one.observable, is_common=False, is_part=one.is_part)[1] is wanted
