"""XML as a tree, and how much of it there may be."""

import pytest

from noroshi.formats.xml_limits import XmlLimits, read_children, read_xml, text_of
from noroshi.kernel.errors import Location, MalformedError

AT = Location("a.xml")
LIMITS = XmlLimits(octets=400, elements=5, depth=3)


def test_a_document_is_its_root():
    root = read_xml('<a x="1"><!-- c --><b> 狸 </b></a>'.encode(), limits=LIMITS, at=AT)

    assert (root.tag, root.get("x"), text_of(root.find("b"))) == ("a", "1", "狸")
    assert text_of(root.find("c")) == ""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no XML"),
        (b"<a>", "no XML"),
        (b"<a/><b/>", "no XML"),
        (b'<?xml version="1.0" encoding="nonesuch"?><a/>', "no XML"),
        (b"<a>&b;</a>", "no XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        (b"<!DOCTYPE a><a/>", "document type"),
        (b"<a>" + b"x" * 400 + b"</a>", "longer than 400"),
        (b"<a><b/><b/><b/><b/><b/></a>", "too many"),
        (b"<a b='' c='' d='' e='' f=''/>", "too many"),
        (b"<a><a><a><a/></a></a></a>", "too deeply"),
    ],
)
def test_what_is_no_document_or_too_much_is_refused(data, reason):
    with pytest.raises(MalformedError, match=reason) as caught:
        read_xml(data, limits=LIMITS, at=AT)
    assert caught.value.at == AT


def test_depth_is_counted_down_and_up():
    assert len(read_xml(b"<a><b><c/></b><b/></a>", limits=LIMITS, at=AT)) == 2


def children(data, **limits):
    found = read_children(data, limits=XmlLimits(octets=1 << 20, **limits), at=AT)
    return [(element.tag, len(element)) for element in found]


@pytest.mark.parametrize("chunk", [1, 7, 1 << 16])
def test_children_come_one_by_one_after_the_root(monkeypatch, chunk):
    monkeypatch.setattr("noroshi.formats.xml_limits.CHUNK", chunk)
    data = b"<a x='1'>" + b"<b><c/><c/></b>" * 50 + b"</a>"

    found = children(data, elements=200)

    assert [tag for tag, _ in found] == ["a"] + ["b"] * 50
    assert [count for _, count in found[1:]] == [2] * 50


def test_only_what_is_held_at_once_counts(monkeypatch):
    monkeypatch.setattr("noroshi.formats.xml_limits.CHUNK", 16)
    many = b"<a>" + b"<b><c/><c/></b>" * 50 + b"</a>"
    large = b"<a><b>" + b"<c/>" * 50 + b"</b></a>"

    assert len(children(many, elements=10)) == 51
    with pytest.raises(MalformedError, match="too many"):
        children(large, elements=10)


def test_children_of_what_is_cut_off_are_not_to_be_kept():
    with pytest.raises(MalformedError, match="no XML"):
        children(b"<a><b/><b/>", elements=10)
