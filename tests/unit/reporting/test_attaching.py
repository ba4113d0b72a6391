"""What files are called, and how many go beside a report."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.reporting.attaching import MIB, check_room, file_name


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\画面.png", "画面.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\r\nX-Header: 1.txt", "aX-Header_ 1.txt"),
        ("  ..  ", "file"),
        ('a"b<c>|?*.txt', "a_b_c____.txt"),
        ("x" * 400 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_says_no_more_than_a_name(said, name):
    assert file_name(said) == name


@given(st.text())
def test_every_name_may_be_stored(said):
    name = file_name(said)
    assert 0 < len(name) <= 200
    assert not set(name) & set("/\\\0\r\n\u202e")
    assert file_name(name) == name or len(said) > 190


def test_there_is_room_for_so_much():
    check_room(64 * MIB, held=49, in_all=192 * MIB)
    for size in (0, 64 * MIB + 1):
        with pytest.raises(MalformedError):
            check_room(size, held=0, in_all=0)
    for held, in_all in ((50, 0), (0, 256 * MIB)):
        with pytest.raises(ConflictError):
            check_room(1, held=held, in_all=in_all)
