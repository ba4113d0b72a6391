"""Roles, communities and claims, through the actions."""

from dataclasses import replace
from ipaddress import ip_network

import pytest

from noroshi.kernel.clock import now
from noroshi.kernel.errors import (
    AbsentError,
    ConflictError,
    MalformedError,
    RefusedError,
)
from tests.nation import register


@pytest.fixture
def actors(database):
    return register()


def test_a_claim_is_pending_until_the_office_verifies_it(actors):
    from noroshi.parties.actions.claim import claim_network, verify_claim
    from noroshi.parties.queries import organisation, pending_networks
    from noroshi.parties.scope import acting_as

    west, office = actors["P-WEST"], actors["NCO"]
    with acting_as(west):
        claim = claim_network(ip_network("203.0.113.0/28"), by=west, at=now())
        with pytest.raises(ConflictError):
            claim_network(ip_network("203.0.113.0/28"), by=west, at=now())
        with pytest.raises(RefusedError):
            verify_claim("network", claim.id, by=west, at=now())
    for role in ("reader", "analyst", "client"):
        with acting_as(office), pytest.raises(RefusedError, match="this role may not verify"):
            verify_claim("network", claim.id, by=replace(office, role=role), at=now())
    with acting_as(actors["P-EAST"]):
        assert list(pending_networks()) == []
    with acting_as(office):
        assert [str(found.prefix) for found in pending_networks()] == ["203.0.113.0/28"]
        verify_claim("network", claim.id, by=office, at=now())
        assert list(pending_networks()) == []
    with acting_as(west):
        states = {str(n.prefix): n.verified_at for n in organisation("P-WEST").networks.all()}
        assert states["203.0.113.0/28"] is not None


def test_a_role_that_ended_sees_nothing(actors):
    from noroshi.kernel.actors import Actor, ActorKind
    from noroshi.parties.actions.end_role import end_role
    from noroshi.parties.actions.invite_person import invite_person
    from noroshi.parties.queries import hats, organisation, organisations, people
    from noroshi.parties.scope import acting_as

    east = actors["P-EAST"]
    with acting_as(east):
        own = organisation("P-EAST")
        invited = invite_person(
            "Someone@East.example", organisation=own, role="analyst", by=east, at=now()
        )
        assert invited.password
        assert [hat.person.email for hat in people(own.id)] == ["someone@east.example"]
        with pytest.raises(ConflictError):
            invite_person(
                "someone@east.example", organisation=own, role="analyst", by=east, at=now()
            )
        with pytest.raises(MalformedError):
            invite_person("x@east.example", organisation=own, role="console", by=east, at=now())
    (hat,) = hats(invited.person.id)
    assert isinstance(hat.actor, Actor)
    assert hat.actor.kind is ActorKind.PERSON
    with acting_as(hat.actor), pytest.raises(RefusedError):
        end_role(invited.hat.id, by=hat.actor, at=now())
    with acting_as(actors["P-WEST"]), pytest.raises(AbsentError):
        end_role(invited.hat.id, by=actors["P-WEST"], at=now())
    with acting_as(east):
        end_role(invited.hat.id, by=east, at=now())
    assert hats(invited.person.id) == ()
    with acting_as(hat.actor):
        assert list(organisations()) == []


def test_only_the_office_forms_communities_and_members_see_them(actors):
    from noroshi.parties.actions.keep_community import CommunityForm, keep_community
    from noroshi.parties.queries import communities
    from noroshi.parties.scope import acting_as

    form = CommunityForm("COUNCIL", "council", "Council", "協議会", ("P-EAST", "BANK"))
    with acting_as(actors["P-EAST"]), pytest.raises(RefusedError):
        keep_community(form, by=actors["P-EAST"], at=now())
    with acting_as(actors["NCO"]):
        keep_community(form, by=actors["NCO"], at=now())
        with pytest.raises(MalformedError):
            keep_community(
                CommunityForm("OTHER", "council", "", "", ("NOBODY",)), by=actors["NCO"], at=now()
            )

    def seen(code: str) -> set[str]:
        with acting_as(actors[code]):
            return {community.code for community in communities()}

    assert seen("BANK") == {"COUNCIL", "SECTOR-FINANCE"}
    assert seen("P-WEST") == {"SECTOR-ELECTRICITY"}
    with acting_as(actors["NCO"]):
        fewer = CommunityForm("COUNCIL", "council", "Council", "協議会", ("P-EAST",))
        keep_community(fewer, by=actors["NCO"], at=now())
    assert seen("BANK") == {"SECTOR-FINANCE"}


def test_a_wrong_row_is_listed_and_the_others_go_in(database):
    import io

    from noroshi.formats.organisation_sheets import read_organisations
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.import_organisations import import_organisations

    text = (
        "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
        "GOOD,Good (fictional),良,operator,rail,,,\n"
        "BAD-1,Bad (fictional),悪,operator,,,,\n"
        "BAD-2,Bad (fictional),悪,castle,,,,\n"
        "BAD-3,Bad (fictional),悪,sme,,1234567890123,,\n"
        "BAD-4,Bad (fictional),悪,sme,,,192.0.2.1/24,\n"
        "GOOD,Again (fictional),再,operator,rail,,,\n"
    )
    with connected_as(Role.WORKER):
        rows = read_organisations(io.BytesIO(text.encode()), source="o.csv")
        result = import_organisations(rows, source="o.csv", by=None, at=now())
    assert result.accepted == 1
    assert [refusal.place.split(",")[0] for refusal in result.refused] == [
        "line 3", "line 4", "line 5", "line 6", "line 7",
    ]  # fmt: skip
