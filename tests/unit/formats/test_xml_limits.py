"""XML as a tree, and how much of it there may be."""

import pytest

from noroshi.formats.xml_limits import XmlLimits, read_xml, text_of
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
