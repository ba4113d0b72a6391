"""The office's list is in the order of the pure coordinator's tree, whole page by page."""

from datetime import UTC, datetime
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.kernel.actors import Actor, ActorKind
from noroshi.parties.sectors import KINDS, SECTORS
from noroshi.warnings.ssvc import VALUES
from tests.property.warnings.test_urgency import CAUSES, publish

AT = datetime(2026, 11, 1, tzinfo=UTC)
PLACES = st.one_of(
    st.tuples(st.just("operator"), st.sampled_from(list(SECTORS))),
    st.tuples(
        st.sampled_from([kind for kind in KINDS if kind not in ("nco", "operator")]), st.just("")
    ),
)
IMPACTS = st.sampled_from(["", "partial", "Total", "unheard of"])
STATES = st.sampled_from(["open", "open", "acknowledged", "fixed"])
CASES = st.lists(
    st.tuples(CAUSES, IMPACTS, st.lists(st.tuples(st.integers(0, 3), STATES), max_size=4)),
    max_size=6,
)


def warn(organisation, cause, state):
    from noroshi.warnings.models import Warning

    Warning.objects.update_or_create(
        organisation=organisation,
        cause=cause,
        defaults={
            "audience": organisation.audience, "state": state, "urgency": 0, "raised_at": AT,
            "changed_at": AT, "assets": 1,
        },
    )  # fmt: skip


def build(cases, places):
    from noroshi.parties.models import Organisation
    from noroshi.vulnerabilities.models import Vulnerability

    organisations = [
        Organisation.objects.create(code=f"O-{uuid4().hex[:20]}", kind=kind, sector=sector)
        for kind, sector in places
    ]
    for number, (cause, impact, warned) in enumerate(cases):
        name = publish(number, cause)
        Vulnerability.objects.filter(id=name).update(ssvc_technical_impact=impact)
        for who, state in warned:
            warn(organisations[who], name, state)


def wanted(office):
    from noroshi.vulnerabilities.models import Vulnerability
    from noroshi.warnings.coordination.queries import coordinations

    causes = list(Vulnerability.objects.values_list("id", flat=True))
    order = VALUES["cisa levels"].index
    found = [one for one in coordinations(causes, {}, by=office) if one.organisations]
    return sorted(
        ((order(one.level.outcome), one.organisations, one.vulnerability.id) for one in found),
        reverse=True,
    )


def paged(office, size, level=""):
    from noroshi.warnings.coordination.queries import ranked

    cursor, found = "", []
    while cursor is not None:
        page = ranked(by=office, level=level, cursor=cursor, size=size)
        found += page.causes
        cursor = page.next
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases=CASES, places=st.lists(PLACES, min_size=4, max_size=4), size=st.integers(1, 4))
def test_the_list_is_whole_and_in_the_order_of_the_tree(database, cases, places, size):
    from django.db import transaction

    from noroshi.operations.database import Role, connected_as

    office = Actor(uuid4(), ActorKind.CONSOLE, uuid4(), "OFFICE", "nco", "console", uuid4())
    with connected_as(Role.WORKER), transaction.atomic():
        build(cases, places)
        expected = wanted(office)
        assert paged(office, size) == [cause for *_, cause in expected]
        for place, level in enumerate(VALUES["cisa levels"]):
            assert paged(office, size, level) == [
                cause for found, _, cause in expected if found == place
            ]
        transaction.set_rollback(True)
