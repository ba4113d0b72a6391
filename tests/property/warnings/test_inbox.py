"""The inbox is read whole and in order page by page, with dates and without."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from noroshi.warnings.rules import Urgency

AT = datetime(2026, 11, 1, tzinfo=UTC)
DAYS = st.none() | st.integers(0, 3)
MIXED = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(Urgency), DAYS), max_size=14)


def keep(organisations, rows):
    from noroshi.warnings.models import Warning

    Warning.objects.bulk_create(
        Warning(
            organisation=organisations[who],
            audience=organisations[who].audience,
            cause=f"CVE-2099-{number:04}",
            urgency=urgency,
            raised_at=AT + timedelta(days=number % 3),
            due_at=None if days is None else AT + timedelta(days=days),
            changed_at=AT,
            assets=1,
        )
        for number, (who, urgency, days) in enumerate(rows)
    )


def paged(order, size):
    from noroshi.warnings.queries import Filter, inbox

    cursor, found = "", []
    while cursor is not None:
        page = inbox(Filter(order=order), cursor=cursor, size=size)
        assert len(page.items) <= size
        found += page.items
        cursor = page.next
    return found


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=MIXED, size=st.integers(1, 5))
def test_page_by_page_it_is_whole_and_in_order(database, rows, size):
    from django.db import transaction

    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.models import Organisation
    from noroshi.warnings.models import Warning

    with connected_as(Role.WORKER), transaction.atomic():
        codes = [f"O-{uuid4().hex[:20]}" for _ in range(2)]
        keep([Organisation.objects.create(code=code, kind="sme") for code in codes], rows)
        held = list(Warning.objects.all())
        never = AT + timedelta(days=999)
        by_due = sorted(held, key=lambda one: (one.urgency, one.due_at or never, one.id))
        assert paged("due", size) == by_due
        by_raised = sorted(held, key=lambda one: (one.raised_at, one.id), reverse=True)
        assert paged("raised", size) == by_raised
        transaction.set_rollback(True)
