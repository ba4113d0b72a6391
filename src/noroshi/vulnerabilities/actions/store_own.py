"""Store advisories of which this house itself is the source."""

from collections.abc import Iterable

from noroshi.formats.advisories import Advisory
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities.actions.import_feeds import lock_imports
from noroshi.vulnerabilities.actions.store_advisories import AdvisoryStore


def store_own(advisories: Iterable[Advisory]) -> list[bytes]:
    """Store each in the place of its older edition, in the caller's transaction, as the worker.

    Returns the digests of what is new; matching and warnings follow from the fact that is recorded."""
    digests: list[bytes] = []
    lock_imports()
    store = AdvisoryStore(result=ImportResult(), digests=digests)
    for advisory in advisories:
        store.keep(advisory)
    store.flush()
    return digests
