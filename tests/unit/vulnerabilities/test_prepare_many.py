"""Many records are prepared in processes, and come back as if they had been prepared here."""

import json
from multiprocessing import active_children

import pytest

from noroshi.formats.containers import Document
from noroshi.kernel.errors import UnavailableError
from noroshi.operations.spread import STARTED_OCTETS
from noroshi.vulnerabilities.actions.prepare_many import Preparation
from noroshi.vulnerabilities.actions.prepare_records import prepare

OCTETS = 1 << 18
MANY = 2 * STARTED_OCTETS // OCTETS


def documents() -> list[Document]:
    """Every fifth is no record."""
    return [Document("feed", f"line {number}", record(number)) for number in range(MANY)]


def record(number: int) -> bytes:
    organisation = "11111111-1111-4111-8111-111111111111"
    affected = {"vendor": "Tanuki", "product": f"Gate {number % 7}", "defaultStatus": "affected"}
    container = {
        "providerMetadata": {"orgId": organisation},
        "descriptions": [{"lang": "en", "value": "Anyone may sign in."}] * bool(number % 5),
        "affected": [affected, affected],
        "x_padding": "x" * OCTETS,
    }
    about = {"cveId": f"CVE-2026-{number:04}", "assignerOrgId": organisation, "state": "PUBLISHED"}
    whole = {"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": about}
    return json.dumps(whole | {"containers": {"cna": container}}).encode()


def test_what_processes_prepare_is_what_is_prepared_here():
    given = documents()
    with Preparation(processes=2) as preparation:
        found = list(preparation.prepared(given))
    assert found == prepare((one.source, one.place, one.data) for one in given)


def test_a_process_that_is_killed_ends_the_import():
    with Preparation(processes=2) as preparation:
        prepared = preparation.prepared(documents() * 2)
        next(prepared)
        for process in active_children():
            process.kill()
        with pytest.raises(UnavailableError, match="import again"):
            list(prepared)
