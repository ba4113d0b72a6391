"""The urgency that the database decides is that of the pure deployer's tree, at first and after
the facts of a cause have changed without an exposure's being touched."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.warnings.rules import BY_OUTCOME, Urgency
from noroshi.warnings.ssvc import Facts, decide, policy
from tests.nation import find

POLICY = policy()
AT = datetime(2026, 11, 1, tzinfo=UTC)
METRICS = (
    "AV:N", "AV:L", "AC:L", "AC:H", "AT:N", "AT:P", "PR:N", "UI:N", "UI:R", "Au:N", "av:n", "(AV:N",
)  # fmt: skip
EASY = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
ADDRESSES = ("10.0.0.1", "172.31.0.1", "172.32.0.1", "192.0.2.1", "fd00::1", "2001:db8::1")

CAUSES = st.builds(
    Facts,
    is_exploited=st.booleans(),
    epss=st.none() | st.sampled_from([Decimal("0.099"), POLICY.public_poc_epss, Decimal(1)]),
    exploitation=st.sampled_from(["", "none", "poc", "PoC", "public poc", "active", "unheard of"]),
    automatable=st.sampled_from(["", "", "no", "Yes", "perhaps"]),
    cvss_vector=st.sampled_from(["", EASY]) | st.lists(st.sampled_from(METRICS)).map("/".join),
)
ROLES = st.sampled_from(["", " VPN ", "Control Centre", "nobody knows", *POLICY.roles])
PLACES = st.tuples(
    ROLES, st.lists(st.sampled_from(ADDRESSES).map(ip_address), max_size=3).map(tuple)
)


@dataclass(frozen=True)
class Case:
    """A cause, what becomes known of it later, and the assets that have it: role, addresses."""

    before: Facts
    after: Facts
    places: list


CASES = st.lists(
    st.builds(Case, CAUSES, CAUSES, st.lists(PLACES, min_size=1, max_size=3)), max_size=5
)


def wanted(cause, places):
    outcomes = (
        decide(replace(cause, role=role, addresses=addresses), POLICY).outcome
        for role, addresses in places
    )
    return min(BY_OUTCOME[outcome] for outcome in outcomes)


def publish(number, cause):
    from noroshi.vulnerabilities.models import ExploitPrediction, KnownExploited, Vulnerability

    name = f"CVE-2099-{number:04}"
    for model in (ExploitPrediction, KnownExploited):
        model.objects.filter(id=name).delete()
    Vulnerability.objects.update_or_create(
        id=name,
        defaults={
            "state": "published",
            "digest": b"",
            "cvss_vector": cause.cvss_vector,
            "ssvc_exploitation": cause.exploitation,
            "ssvc_automatable": cause.automatable,
        },
    )
    if cause.is_exploited:
        KnownExploited.objects.create(id=name, added_on=AT.date())
    if cause.epss is not None:
        ExploitPrediction.objects.create(id=name, epss=cause.epss)
    return name


def bring_edition(number):
    """Say that an edition of EPSS has come, as an import does beside its rows."""
    from noroshi.vulnerabilities.models import Edition

    values = {"released_at": AT, "digest": bytes([number]), "entries": 1}
    Edition.objects.update_or_create(kind="epss", defaults=values)


def expose(organisation, cause, role, addresses):
    from noroshi.assets.models import Asset, Inventory, System

    owner = {"organisation": organisation, "audience": organisation.audience}
    system = System.objects.create(**owner, name=str(uuid4()), role=role)
    inventory = Inventory.objects.create(
        **owner, system=system, key=str(uuid4()), digest=b"", imported_at=AT
    )
    asset = Asset.objects.create(
        **owner,
        system=system,
        inventory=inventory,
        identity=b"",
        name="gate",
        addresses=[str(address) for address in addresses],
        added_at=AT,
    )
    find(asset, cause, at=AT)


def held(organisation):
    """Urgency of each warning, and that of the decision by which pages explain it; only what is
    deferred has no date."""
    from noroshi.warnings.explanations import explain
    from noroshi.warnings.models import Warning

    found = explain(list(Warning.objects.filter(organisation=organisation)))
    assert all(BY_OUTCOME[one.decision.outcome] == one.warning.urgency for one in found)
    for one in found:
        assert (one.warning.due_at is None) == (one.warning.urgency == Urgency.DEFER)
    return {one.warning.cause: one.warning.urgency for one in found}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cases=CASES)
def test_the_database_decides_as_the_tree_does(database, cases):
    from django.db import transaction

    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import Organisation
    from noroshi.warnings.actions.raise_warnings import raise_warnings

    with connected_as(Role.WORKER), transaction.atomic():
        organisation = Organisation.objects.create(code=f"O-{uuid4().hex[:20]}", kind="sme")
        names = [publish(number, case.before) for number, case in enumerate(cases)]
        for name, case in zip(names, cases, strict=True):
            for role, addresses in case.places:
                expose(organisation, name, role, addresses)
        raise_warnings([(organisation.id, name) for name in names], at=AT)
        assert held(organisation) == {
            name: wanted(case.before, case.places) for name, case in zip(names, cases, strict=True)
        }
        for number, case in enumerate(cases):
            publish(number, case.after)
        bring_edition(1)
        raise_warnings([], at=AT + timedelta(days=1))
        assert held(organisation) == {
            name: wanted(case.after, case.places) for name, case in zip(names, cases, strict=True)
        }
        transaction.set_rollback(True)


def test_what_is_immediate_is_always_exploited():
    tree = POLICY.trees["deployer"]
    for values, outcome in tree.rows.items():
        if BY_OUTCOME[outcome] is Urgency.IMMEDIATE:
            assert dict(zip(tree.points, values, strict=True))["exploitation"] == "active"
