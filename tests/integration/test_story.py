"""The way from a feed to the right warning, through the actions, in one process."""

import json

from noroshi.kernel.clock import now
from tests.nation import GATES, HEAD, bring_assets, bring_feeds, cve_record, register


def warnings_of(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.explanations import explain
    from noroshi.warnings.queries import Filter, inbox

    with acting_as(actor):
        return explain(inbox(Filter()).items)


def write(path, *records):
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def test_the_right_warning_reaches_the_right_organisation(database, tmp_path):
    actors = register()
    assert bring_assets(actors["P-EAST"], GATES).accepted == 2
    assert bring_feeds(write(tmp_path / "cve.json", cve_record())).accepted == 1
    seen = {code: warnings_of(actor) for code, actor in actors.items()}
    assert {code: len(found) for code, found in seen.items()} == {
        "P-EAST": 1, "P-WEST": 0, "BANK": 0, "METI": 1, "FSA": 0, "NCO": 1, "COMMISSION": 0,
    }  # fmt: skip
    (explained,) = seen["P-EAST"]
    assert explained.warning.cause == "CVE-2099-0001"
    assert "7.2.3" in explained.reasons[0]
    assert "[7.2.0, 7.2.5)" in explained.reasons[0]
    assert explained.warning.ledger_entry is not None
    assert [exposure.asset.name for exposure in explained.exposures] == ["gate-1"]


def test_the_same_again_changes_nothing_and_says_so(database, tmp_path):
    actors = register()
    feed = write(tmp_path / "cve.json", cve_record())
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(feed)
    (before,) = warnings_of(actors["P-EAST"])
    again = bring_assets(actors["P-EAST"], GATES)
    assert (again.accepted, again.unchanged) == (0, 2)
    again = bring_feeds(feed)
    assert (again.accepted, again.unchanged) == (0, 1)
    (after,) = warnings_of(actors["P-EAST"])
    assert after.warning.changed_at == before.warning.changed_at


def test_a_new_version_of_the_list_tells_what_came_and_went_and_closes_the_warning(
    database, tmp_path
):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs

    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    result = bring_assets(actors["P-EAST"], GATES.replace("7.2.3", "7.2.6"))
    assert (result.added, result.removed) == (["gate-1 7.2.6"], ["gate-1 7.2.3"])
    with connected_as(Role.WORKER):
        complete_handoffs()
    (explained,) = warnings_of(actors["P-EAST"])
    assert explained.warning.state == "closed"
    assert explained.exposures == []


def test_a_corrected_record_ends_the_exposure(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    corrected = cve_record(high="7.2.2")
    corrected["cveMetadata"]["dateUpdated"] = "2026-02-01T00:00:00Z"
    bring_feeds(write(tmp_path / "cve.json", corrected))
    (explained,) = warnings_of(actors["P-EAST"])
    assert explained.warning.state == "closed"
    bring_feeds(write(tmp_path / "old.json", cve_record()))
    (explained,) = warnings_of(actors["P-EAST"])
    assert explained.warning.state == "closed", "an older record overwrites no newer one"


def kev_catalogue(*names, released_on="2026-02-01"):
    return {
        "title": "A catalogue",
        "catalogVersion": "2026.02.01",
        "dateReleased": f"{released_on}T00:00:00Z",
        "count": len(names),
        "vulnerabilities": [
            {
                "cveID": name,
                "vendorProject": "Fortinet",
                "product": "FortiOS",
                "vulnerabilityName": "Invented",
                "dateAdded": "2026-02-01",
                "shortDescription": "Invented.",
                "requiredAction": "Update.",
                "dueDate": "2026-02-22",
                "knownRansomwareCampaignUse": "Unknown",
                "notes": "",
            }
            for name in names
        ],
    }


def test_kev_and_epss_change_the_warning_in_place(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    (before,) = warnings_of(actors["P-EAST"])
    bring_feeds(write(tmp_path / "kev.json", kev_catalogue("CVE-2099-0001")))
    (after,) = warnings_of(actors["P-EAST"])
    assert after.warning.id == before.warning.id
    assert (before.warning.urgency, after.warning.urgency) == (1, 0)
    assert after.warning.due_at < before.warning.due_at
    epss = tmp_path / "epss.csv"
    epss.write_text(
        "#model_version:v1,score_date:2026-02-02T00:00:00+0000\n"
        "cve,epss,percentile\nCVE-2099-0001,0.94,0.99\n"
    )
    bring_feeds(epss)
    (last,) = warnings_of(actors["P-EAST"])
    assert any("0.940" in reason for reason in last.reasons)


def test_a_catalogue_that_shrinks_much_waits_for_a_person(database, tmp_path):
    from noroshi.vulnerabilities.models import KnownExploited

    register()
    names = [f"CVE-2099-{number:04}" for number in range(20)]
    bring_feeds(write(tmp_path / "kev.json", kev_catalogue(*names)))
    smaller = write(tmp_path / "less.json", kev_catalogue(*names[:17], released_on="2026-02-02"))
    (refusal,) = bring_feeds(smaller).refused
    assert refusal.reason.startswith("17 entries where 20 are held")
    assert KnownExploited.objects.count() == 20
    assert not bring_feeds(smaller, may_shrink=True).refused
    assert KnownExploited.objects.count() == 17
    a_little = write(tmp_path / "16.json", kev_catalogue(*names[:16], released_on="2026-02-03"))
    assert not bring_feeds(a_little).refused
    assert bring_feeds(smaller, may_shrink=True).accepted == 0, "older: nothing changes"


def test_a_damaged_file_leaves_nothing_and_a_bad_record_only_itself(database, tmp_path):
    import gzip

    register()
    good, other = cve_record(), cve_record("CVE-2099-0002")
    packed = gzip.compress("\n".join(json.dumps(r) for r in (good, other)).encode())
    broken = tmp_path / "broken.jsonl.gz"
    broken.write_bytes(packed[:-12])
    result = bring_feeds(broken)
    assert result.accepted == 0
    assert len(result.refused) == 1
    bad = cve_record("CVE-2099-0003")
    del bad["containers"]
    result = bring_feeds(write(tmp_path / "some.jsonl", good, bad, other))
    assert result.accepted == 2
    assert [refusal.place for refusal in result.refused] == ["line 2"]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "README.md").write_text("# Records")
    (folder / "schema.json").write_text('{"$schema": "http://json-schema.org/draft-07/schema#"}')
    write(folder / "some.json", good)
    result = bring_feeds(folder)
    assert (result.accepted, result.unchanged) == (0, 1)
    assert [refusal.source.rpartition("/")[2] for refusal in result.refused] == [
        "README.md",
        "schema.json",
    ]


def test_a_bill_of_materials_is_matched_by_package_url(database, tmp_path):
    actors = register()
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "Portal", "bom-ref": "x"}},
        "components": [
            {
                "type": "library",
                "group": "org.apache.logging.log4j",
                "name": "log4j-core",
                "version": "2.14.1",
                "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
            }
        ],
    }
    bring_assets(actors["BANK"], json.dumps(bom), source="bom.json")
    record = cve_record(vendor="Apache", product="Log4j", low="2.0", high="2.15.0")
    affected = record["containers"]["cna"]["affected"][0]
    affected["collectionURL"] = "https://repo.maven.apache.org/maven2"
    affected["packageName"] = "org.apache.logging.log4j:log4j-core"
    affected["versions"][0]["versionType"] = "maven"
    bring_feeds(write(tmp_path / "cve.json", record))
    (explained,) = warnings_of(actors["BANK"])
    assert explained.exposures[0].certainty == "purl"
    assert explained.exposures[0].asset.system.name == "Portal"


def test_an_answer_is_recorded_and_new_assets_open_the_warning_again(database, tmp_path):
    from noroshi.operations.database import Role, connected_as
    from noroshi.parties.scope import acting_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.warnings.actions.answer_warning import Answer, answer_warning
    from noroshi.warnings.queries import history
    from noroshi.warnings.rules import State

    actors = register()
    bring_assets(actors["P-EAST"], GATES)
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    (explained,) = warnings_of(actors["P-EAST"])
    with acting_as(actors["P-EAST"]):
        answered = answer_warning(
            explained.warning.id, Answer(State.FIXED), by=actors["P-EAST"], at=now()
        )
        assert answered.state == "fixed"
        assert [note.kind for note in history(answered)] == ["change", "answer"]
    more = HEAD + "Branch,vpn,gate-9,Fortinet,FortiOS,7.2.1,,,192.0.2.9,\n"
    bring_assets(actors["P-EAST"], more)
    with connected_as(Role.WORKER):
        complete_handoffs()
    (explained,) = warnings_of(actors["P-EAST"])
    assert explained.warning.state == "open"
    assert explained.warning.assets == 2
