"""Names come and go; what is stored is always what all the names of now say together."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAMES = st.sampled_from(["CVE-2099-0001", "CVE-2099-0002", "GHSA-a", "GHSA-b", "PYSEC-1"])
RECORDS = st.dictionaries(
    st.sampled_from("abcd"), st.lists(NAMES, min_size=1, max_size=2, unique=True), min_size=2
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(RECORDS, min_size=2, max_size=4))
def test_stored_is_what_the_names_say(database, batches):
    from django.db import transaction

    from noroshi.operations.database import Role, connected_as
    from noroshi.vulnerabilities.actions.name_records import name_records
    from noroshi.vulnerabilities.models import Alias, Naming, PendingMatch
    from noroshi.vulnerabilities.rules import causes_of

    with connected_as(Role.WORKER):
        for model in (Alias, Naming, PendingMatch):
            model.objects.all().delete()
        names: dict[str, list[str]] = {}
        before: dict[str, frozenset[str]] = {}
        for batch in batches:
            names |= batch
            with transaction.atomic():
                PendingMatch.objects.all().delete()
                name_records(batch)
            expected = causes_of(names)
            stored = {(row.record_id, row.cause) for row in Naming.objects.all()}
            assert stored == {(record, cause) for record, own in expected.items() for cause in own}
            moved = {record for record in names if before.get(record) != expected[record]}
            touched = {cause for record in moved for cause in before.get(record, set())}
            touched |= {cause for record in moved for cause in expected[record]}
            assert touched <= set(PendingMatch.objects.values_list("vulnerability_id", flat=True))
            before = expected
