"""Saved views: one's own, under one hat, and no more than fit."""

import re

import pytest
from django.db import ProgrammingError, connection, transaction

from tests.integration.web.conftest import invite, signed_in

DROP = re.compile(r"/views/[0-9a-f-]{36}/drop/")
QUERY = "text=gate&order=newest&column=name&column=version"


def save(client, name="Gates", query=QUERY, place="assets"):
    return client.post(f"/views/{place}/", {"name": name, "query": query})


def views(client, place="assets"):
    """Name and address of each view on a list."""
    page = client.get(f"/{place}/").content.decode()
    section = re.search(r'<section class="views".*?</section>', page, re.DOTALL)
    links = re.findall(r'<li><a href="([^"]*)"[^>]*>([^<]*)</a>', section[0]) if section else []
    return {name: link.replace("&amp;", "&") for link, name in links}


def test_a_view_is_saved_opened_saved_anew_and_deleted(east):
    assert "Save this view" not in east.get("/assets/").content.decode()  # nothing to save
    page = east.get(f"/assets/?{QUERY}&after=").content.decode()
    assert "Save this view" in page
    answer = save(east)
    assert answer["Location"] == f"/assets/?{QUERY}"
    assert views(east) == {"Gates": f"/assets/?{QUERY}"}
    opened = east.get(views(east)["Gates"]).content.decode()
    assert "gate-1" in opened
    assert 'aria-current="true">Gates' in opened
    assert views(east, "warnings") == {}
    save(east, query="text=gate-2")
    assert views(east) == {"Gates": "/assets/?text=gate-2"}
    drop = DROP.search(east.get("/assets/").content.decode())[0]
    assert east.post(drop)["Location"] == "/assets/"
    assert views(east) == {}
    assert east.post(drop).status_code == 404


def test_only_what_the_list_knows_is_kept(east):
    save(east, query="text=a%26b&format=csv&after=x&next=//evil.example&organisation=&text=%00")
    assert views(east) == {"Gates": "/assets/?text=a%26b"}


def test_columns_that_are_shown_anyway_are_no_part_of_a_view(east):
    page = east.get("/assets/").content.decode()
    usual = "".join(
        f"&column={name}" for name in re.findall(r'name="column" value="(\w+)" checked', page)
    )
    assert usual
    page = east.get(f"/assets/?text=gate{usual}").content.decode()
    assert '<input type="hidden" name="query" value="text=gate">' in page
    assert "Save this view" not in east.get(f"/assets/?{usual}").content.decode()


def test_a_name_is_text_and_nothing_else(east):
    save(east, name="<b>x</b>")
    page = east.get("/assets/").content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x" not in page


@pytest.mark.parametrize(
    ("name", "query"), [("", QUERY), (" ", QUERY), ("x" * 61, QUERY), ("x", "text=" + "y" * 2000)]
)
def test_what_does_not_fit_is_said_and_not_saved(east, name, query):
    answer = east.post("/views/assets/", {"name": name, "query": query}, follow=True)
    assert 'class="error"' in answer.content.decode()
    assert views(east) == {}


def test_a_list_that_is_none_has_no_views(east):
    assert save(east, place="people").status_code == 404


def test_twenty_fit_and_the_next_is_refused(east):
    from noroshi.parties.actions.keep_view import MOST

    for number in range(MOST):
        save(east, name=f"{number:02}", place=("assets", "warnings")[number % 2], query="text=x")
    assert len(views(east)) + len(views(east, "warnings")) == MOST == 20
    answer = east.post("/views/assets/", {"name": "more", "query": "text=x"}, follow=True)
    assert "delete one first" in answer.content.decode()
    assert "more" not in views(east)
    save(east, name="00", query="text=y")  # one that is there may change
    assert views(east)["00"] == "/assets/?text=y"


def test_nobody_sees_or_deletes_anothers(east, west):
    save(east)
    drop = DROP.search(east.get("/assets/").content.decode())[0]
    invite("colleague@example.test", "P-EAST", "administrator")
    for other in (signed_in("colleague@example.test"), west):
        assert views(other) == {}
        assert other.post(drop).status_code == 404
    assert views(east) == {"Gates": f"/assets/?{QUERY}"}


def test_a_view_stays_with_the_hat_that_saved_it(east):
    save(east)
    invite("p-east@example.test", "P-WEST", "reader")
    two = signed_in("p-east@example.test")
    assert "Gates" in views(two)
    other = re.search(r'value="([0-9a-f-]{36})">West Power', two.get("/").content.decode())[1]
    two.post("/hat/", {"hat": other})
    assert views(two) == {}


PLANT = (
    "INSERT INTO parties_savedview (id, audience, place, name, query, saved_at, actor_id,"
    " organisation_id) SELECT gen_random_uuid(), noroshi.own_audience(), 'assets', 'x', '', now(), "
)
FORGERIES = {
    "plant a view at a colleague": PLANT + "%(colleague)s, noroshi.organisation()",
    "plant a view at another organisation": PLANT + "noroshi.actor(), %(them)s",
    "give one's own away": "UPDATE parties_savedview SET actor_id = %(colleague)s",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_database_itself_refuses_a_forged_view(nation, forgery):
    from noroshi.kernel.clock import now
    from noroshi.parties.actions.keep_view import ViewForm, keep_view
    from noroshi.parties.models import SavedView
    from noroshi.parties.queries import hats
    from noroshi.parties.scope import acting_as

    (colleague,) = hats(invite("colleague@example.test", "P-EAST").id)
    me = nation["P-EAST"]
    names = {"colleague": colleague.actor.id, "them": nation["P-WEST"].organisation}
    with acting_as(me):
        keep_view(ViewForm("assets", "mine", "text=x"), by=me, at=now())
        refused = pytest.raises(ProgrammingError, match="row-level security")
        with connection.cursor() as cursor, refused, transaction.atomic():
            cursor.execute(FORGERIES[forgery], names)
    with acting_as(colleague.actor):
        assert SavedView.objects.count() == 0


def test_every_list_that_keeps_views_has_its_address(migrated):
    from django.urls import reverse

    from noroshi.entrypoints.web.views.saved_views import LISTS

    assert all(reverse(place) for place in LISTS)
