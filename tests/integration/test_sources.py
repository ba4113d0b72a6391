"""One vulnerability, many sources: each tells its part, and all of it is kept."""

import json
from datetime import timedelta

from noroshi.kernel.clock import now
from tests.nation import HEAD, bring_assets, bring_feeds, cve_record, register

LIBRARY = HEAD + "Portal,web,log library,,,2.14.1,,pkg:pypi/tanuki-log@2.14.1,,\n"


def osv_record(name="GHSA-2222-3333-4444", *aliases, fixed="2.15.0", modified=2, **members):
    return {
        "schema_version": "1.7.0",
        "id": name,
        "aliases": list(aliases),
        "modified": f"2026-01-{modified:02}T00:00:00Z",
        "published": "2026-01-01T00:00:00Z",
        "summary": "An invented weakness of a library",
        "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
        "affected": [
            {
                "package": {"ecosystem": "PyPI", "name": "tanuki-log"},
                "ranges": [
                    {"type": "ECOSYSTEM", "events": [{"introduced": "2.0"}, {"fixed": fixed}]}
                ],
            }
        ],
        **members,
    }


def write(path, *records):
    path.write_text("\n".join(json.dumps(record) for record in records))
    return path


def causes_of(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.warnings.explanations import explain
    from noroshi.warnings.queries import Filter, inbox

    with acting_as(actor):
        items = explain(inbox(Filter()).items)
    return {
        line.warning.cause: [(one.record, one.range_text) for one in line.exposures]
        for line in items
        if line.warning.state != "closed"
    }


def test_an_advisory_warns_under_the_cve_that_it_names(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], LIBRARY)
    feed = write(tmp_path / "osv.jsonl", osv_record("GHSA-2222-3333-4444", "CVE-2099-0001"))
    assert bring_feeds(feed).accepted == 1
    assert causes_of(actors["P-EAST"]) == {
        "CVE-2099-0001": [("osv:GHSA-2222-3333-4444", "[2.0, 2.15.0)")]
    }
    assert causes_of(actors["P-WEST"]) == {}
    again = bring_feeds(feed)
    assert (again.accepted, again.unchanged) == (0, 1)


def test_without_a_cve_it_goes_by_its_own_name_until_one_is_known(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], LIBRARY)
    bring_feeds(write(tmp_path / "osv.jsonl", osv_record()))
    assert list(causes_of(actors["P-EAST"])) == ["GHSA-2222-3333-4444"]
    named = osv_record("GHSA-2222-3333-4444", "CVE-2099-0001", modified=3)
    bring_feeds(write(tmp_path / "named.jsonl", named))
    assert list(causes_of(actors["P-EAST"])) == ["CVE-2099-0001"], "merged"
    bring_feeds(write(tmp_path / "un.jsonl", osv_record(modified=4)))
    assert list(causes_of(actors["P-EAST"])) == ["GHSA-2222-3333-4444"], "and un-merged"


def test_what_products_share_is_stored_once_and_goes_with_the_last_of_them(database, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.models import AffectedRange, ProductName

    def stored():
        with acting_as(actors["P-WEST"]):
            keys = ProductName.objects.filter(key="purl:pypi/tanuki-log").count()
            return keys, sorted(AffectedRange.objects.values_list("text", flat=True))

    def bring(number, **changes):
        bring_feeds(
            write(tmp_path / "osv.jsonl", osv_record(f"GHSA-2222-3333-444{number}", **changes))
        )

    actors = register()
    bring(1)
    bring(2)
    assert stored() == (1, ["[2.0, 2.15.0)"])
    bring(1, fixed="2.16.0", modified=3)
    assert stored() == (1, ["[2.0, 2.15.0)", "[2.0, 2.16.0)"]), "the other still has it"
    bring(2, fixed="2.16.0", modified=3)
    assert stored() == (1, ["[2.0, 2.16.0)"])
    bring(1, affected=[], modified=4)
    bring(2, affected=[], modified=4)
    assert stored() == (0, [])


def test_the_page_has_what_each_source_says(database, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import records, vulnerabilities, vulnerability

    actors = register()
    record = cve_record(vendor="Tanuki", product="Log", low="2.0", high="2.14.1")
    bring_feeds(write(tmp_path / "osv.jsonl", osv_record("GHSA-2222-3333-4444", "CVE-2099-0001")))
    with acting_as(actors["P-WEST"]):
        assert vulnerability("CVE-2099-0001").source == "osv"
        assert vulnerability("CVE-2099-0001").title == "An invented weakness of a library"
    bring_feeds(write(tmp_path / "cve.json", record))
    with acting_as(actors["P-WEST"]):
        assert [row.id for row in vulnerabilities()] == ["CVE-2099-0001"]
        assert [row.id for row in vulnerabilities(text="GHSA-2222")] == ["CVE-2099-0001"]
        assert vulnerability("GHSA-2222-3333-4444").id == "CVE-2099-0001"
        assert vulnerability("CVE-2099-0001").source == "cve"
        told = {
            row.source: [text for product in row.products.all() for text in product.ranges]
            for row in records("CVE-2099-0001")
        }
    assert told == {"cve": ["[2.0, 2.14.1)"], "osv": ["[2.0, 2.15.0)"]}


def japanese_advisory(title, day):
    """A CSAF document in Japanese that calls CVE-2099-0001 by a title."""
    instant = f"2026-03-{day:02}T00:00:00Z"
    return {
        "document": {
            "category": "csaf_security_advisory",
            "csaf_version": "2.0",
            "lang": "ja",
            "publisher": {"category": "vendor", "name": "T", "namespace": "https://t.example"},
            "title": title,
            "tracking": {
                "id": "TNK-2026-1",
                "version": str(day),
                "status": "final",
                "initial_release_date": instant,
                "current_release_date": instant,
                "revision_history": [{"date": instant, "number": str(day), "summary": "x"}],
            },
        },
        "product_tree": {"full_product_names": [{"product_id": "a", "name": "Gate 1"}]},
        "vulnerabilities": [
            {
                "cve": "CVE-2099-0001",
                "title": title,
                "product_status": {"known_affected": ["a"]},
            }
        ],
    }


def test_a_japanese_title_of_another_source_stands_beside_cves_own(database, tmp_path):
    from noroshi.vulnerabilities.queries import outlines, records, vulnerabilities

    def titles():
        told = outlines(["CVE-2099-0001"])["CVE-2099-0001"]
        return told.title_ja, told.titled_ja

    register()
    own = cve_record()
    bring_feeds(write(tmp_path / "cve.json", own))
    bring_feeds(write(tmp_path / "a.json", japanese_advisory("門の弱点", 1)))
    assert titles() == ("", "門の弱点")
    assert [row.id for row in vulnerabilities(text="門の弱")] == ["CVE-2099-0001"]
    assert {row.title_ja for row in records("CVE-2099-0001")} == {"", "門の弱点"}

    own["cveMetadata"]["dateUpdated"] = "2026-02-01T00:00:00Z"
    bring_feeds(write(tmp_path / "cve.json", own))
    assert titles() == ("", "門の弱点"), "its own record came anew"
    bring_feeds(write(tmp_path / "a.json", japanese_advisory("表門の弱点", 2)))
    assert titles() == ("", "表門の弱点")


def test_what_was_known_before_is_kept(database, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import known_at

    actors = register()
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    then = now()
    corrected = cve_record(high="7.2.7")
    corrected["cveMetadata"]["dateUpdated"] = "2026-02-01T00:00:00Z"
    bring_feeds(write(tmp_path / "cve.json", corrected))

    def ranges_at(instant):
        with acting_as(actors["P-WEST"]):
            return [
                product["ranges"]
                for row in known_at("CVE-2099-0001", instant)
                for product in row["content"]["products"]
            ]

    assert ranges_at(then) == [["[7.2.0, 7.2.5)"]]
    assert ranges_at(now()) == [["[7.2.0, 7.2.7)"]]
    assert ranges_at(then - timedelta(days=1)) == []


def test_a_withdrawn_advisory_warns_nobody(database, tmp_path):
    actors = register()
    bring_assets(actors["P-EAST"], LIBRARY)
    bring_feeds(write(tmp_path / "a.jsonl", osv_record()))
    withdrawn = osv_record(modified=5, withdrawn="2026-01-05T00:00:00Z")
    bring_feeds(write(tmp_path / "b.jsonl", withdrawn))
    assert causes_of(actors["P-EAST"]) == {}


def test_no_source_speaks_in_cves_name(database, tmp_path):
    """A record of another source that calls itself like a CVE record stands beside it."""
    from noroshi.vulnerabilities.models import Vulnerability

    register()
    bring_feeds(write(tmp_path / "cve.json", cve_record()))
    bring_feeds(write(tmp_path / "osv.jsonl", osv_record("CVE-2099-0001", modified=28)))
    held = {row.id: row.source for row in Vulnerability.objects.all()}
    assert held == {"CVE-2099-0001": "cve", "osv:CVE-2099-0001": "osv"}


def test_a_release_of_a_distribution_is_told_from_another(database, tmp_path):
    actors = register()
    package = "pkg:deb/debian/libtanuki1@1.0.2?arch=amd64&upstream=tanuki%401.0.2&distro=debian-"
    bring_assets(actors["P-EAST"], f"{HEAD}Portal,web,library,,,1.0.2,,{package}12,,\n")
    bring_assets(actors["P-WEST"], f"{HEAD}Portal,web,library,,,1.0.2,,{package}11,,\n")
    affected = [
        {
            "package": {"ecosystem": "Debian:12", "name": "tanuki"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0.3"}]}],
        }
    ]
    bring_feeds(write(tmp_path / "osv.jsonl", osv_record("DSA-1", affected=affected)))
    assert list(causes_of(actors["P-EAST"])) == ["DSA-1"]
    assert causes_of(actors["P-WEST"]) == {}
