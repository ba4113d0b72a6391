"""A row's template is rendered once a page; each row fills its places."""

from html import escape
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture(autouse=True, scope="module")
def django():
    import django

    django.setup()


def filling(rows):
    from django.utils.safestring import SafeString

    from noroshi.entrypoints.web.rows import Filling

    cells = {"name": lambda row: row[0], "size": lambda row: SafeString(f"<b>{row[1]}</b>")}
    return Filling(cells, rows)


ROW = '<tr title="\0name\0"><td>\0name\0{size}%s</td><td>\0size\0</td></tr>'


@given(st.text(max_size=30))
def test_what_a_row_says_is_text_whatever_it_holds(name):
    said = f'<tr title="{escape(name)}"><td>{escape(name)}{{size}}%s</td><td><b>1</b></td></tr>'
    assert filling([(name, 1), (name, 1)]).fill(ROW) == said * 2


def test_the_places_stand_in_the_template_as_they_are():
    from django.template import engines

    one = filling([("<i>", 1), ("a&b", 2)])
    template = engines["django"].from_string("<li>{{ line.name }}{{ line.size }}</li>")
    assert one.fill(template.render({"line": one.places})) == (
        "<li>&lt;i&gt;<b>1</b></li><li>a&amp;b<b>2</b></li>"
    )


def test_no_row_is_nothing():
    assert filling([]).fill(ROW) == ""


def test_an_address_is_the_one_that_its_route_has():
    from django.urls import reverse

    from noroshi.entrypoints.web.rows import address

    warning = UUID("018f0000-0000-7000-8000-000000000001")
    assert address("warning", warning) == reverse("warning", args=[warning])
