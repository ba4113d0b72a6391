"""The way from a feed to the right warning, through the actions, in one process."""

import json
from ipaddress import ip_network

import pytest

from noroshi.kernel.clock import now


@pytest.fixture
def nation(database):
    from noroshi.formats.organisation_sheets import OrganisationRow
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.actions.import_organisations import import_organisations
    from noroshi.pipeline import complete_handoffs

    rows = [
        OrganisationRow("row 2", "METI", "fictional ministry", "架空省", "ministry", "", "", (), ()),
    ]
    with connected_as(Role.WORKER):
        import_organisations(rows, source="test", by=None, at=now())
        complete_handoffs()


def test_register(nation):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.queries import console_actor, organisations
    from noroshi.parties.scope import acting_as

    with connected_as(Role.WORKER):
        actor = console_actor("METI")
    with acting_as(actor):
        assert [o.code for o in organisations()] == ["METI"]
