"""The catalogue of known exploited vulnerabilities."""

import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from noroshi.formats import kev
from noroshi.kernel.errors import Location, MalformedError

AT = Location("kev.json")
ENTRY = {
    "cveID": "CVE-2026-90001",
    "vendorProject": "Tanuki Networks",
    "product": "GateOS",
    "vulnerabilityName": "Tanuki GateOS open door",
    "dateAdded": "2026-03-01",
    "shortDescription": "Anyone may sign in.",
    "requiredAction": "Update.",
    "dueDate": "2026-03-22",
    "knownRansomwareCampaignUse": "Known",
    "notes": "https://tanuki.example/1",
    "cwes": ["CWE-287"],
}


def catalogue(*entries, **members) -> bytes:
    edition = {
        "title": "Known exploited",
        "catalogVersion": "2026.03.01",
        "dateReleased": "2026-03-01T17:04:19.9796Z",
        "count": len(entries),
        "vulnerabilities": entries,
    }
    return json.dumps(edition | members).encode()


def test_an_entry_is_read_whole():
    found = kev.read(catalogue(ENTRY), at=AT)

    assert found == kev.KevCatalogue(
        version="2026.03.01",
        released_at=datetime(2026, 3, 1, 17, 4, 19, 979600, UTC),
        entries=(
            kev.KevEntry(
                cve="CVE-2026-90001",
                vendor="Tanuki Networks",
                product="GateOS",
                name="Tanuki GateOS open door",
                added_on=date(2026, 3, 1),
                action="Update.",
                due_on=date(2026, 3, 22),
                ransomware=True,
                notes="https://tanuki.example/1",
            ),
        ),
        refused=(),
    )


@pytest.mark.parametrize("use", [{"knownRansomwareCampaignUse": "Unknown"}, {}])
def test_ransomware_is_known_or_unknown_and_never_denied(use):
    entry = {key: value for key, value in ENTRY.items() if key != "knownRansomwareCampaignUse"}

    assert kev.read(catalogue(entry | use), at=AT).entries[0].ransomware is None


def test_an_entry_without_due_date_or_notes_is_read():
    entry = {key: value for key, value in ENTRY.items() if key not in {"dueDate", "notes"}}

    (found,) = kev.read(catalogue(entry), at=AT).entries

    assert (found.due_on, found.notes) == (None, "")


@pytest.mark.parametrize(
    "bad",
    [
        ENTRY | {"cveID": "CVE-26-1"},
        ENTRY | {"dateAdded": "yesterday"},
        ENTRY | {"product": ""},
        ENTRY | {"vendorProject": None},
        {},
        [],
        7,
    ],
)
def test_a_bad_entry_is_refused_by_itself(bad):
    other = ENTRY | {"cveID": "CVE-2026-90002"}

    found = kev.read(catalogue(ENTRY, bad, other), at=AT)

    assert [entry.cve for entry in found.entries] == ["CVE-2026-90001", "CVE-2026-90002"]
    assert [place for place, _ in found.refused] == ["/vulnerabilities/1"]


def test_the_second_entry_of_a_cve_is_refused():
    found = kev.read(catalogue(ENTRY, ENTRY | {"product": "Other"}), at=AT)

    assert [entry.product for entry in found.entries] == ["GateOS"]
    assert found.refused == (("/vulnerabilities/1", "CVE-2026-90001 is listed twice"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        catalogue(ENTRY)[:-20],
        catalogue(ENTRY, catalogVersion=7),
        catalogue(ENTRY, dateReleased="soon"),
        catalogue(vulnerabilities={}),
        catalogue(*[{}] * 1001),
    ],
)
def test_a_bad_catalogue_is_refused_as_a_whole(data):
    with pytest.raises(MalformedError) as caught:
        kev.read(data, at=AT)
    assert caught.value.at == AT


@pytest.mark.parametrize(
    ("name", "version", "entries", "ransomware"),
    [
        ("known_exploited_vulnerabilities.json", "2025.08.25", 1404, 293),
        ("kev_2023-11-14.json.gz", "2023.11.13", 1034, 211),
    ],
)
def test_the_published_editions_are_read(data: Path, name, version, entries, ransomware):
    content = (data / "kev" / name).read_bytes()
    content = gzip.decompress(content) if name.endswith(".gz") else content

    found = kev.read(content, at=AT)

    assert (found.version, len(found.entries), found.refused) == (version, entries, ())
    assert sum(entry.ransomware is True for entry in found.entries) == ransomware
