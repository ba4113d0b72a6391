"""CVE JSON 5: every member that is read, and what breaks the schema."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from noroshi.formats import cve5
from noroshi.formats.containers import read_documents
from noroshi.formats.names.ranges import VersionEntry
from noroshi.kernel.errors import Location, MalformedError

AT = Location("records.jsonl", "line 3")
ORG = "11111111-1111-4111-8111-111111111111"
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
FIREWALL = {
    "vendor": "Tanuki Networks",
    "product": "GateOS",
    "defaultStatus": "unaffected",
    "versions": [
        {"version": "7.2.0", "status": "affected", "versionType": "semver", "lessThan": "7.2.5"}
    ],
}


def container(**members) -> dict:
    return {"providerMetadata": {"orgId": ORG, "shortName": "tanuki"}, **members}


def record(*, adp: list | None = None, metadata: dict | None = None, **cna) -> dict:
    members = {
        "descriptions": [{"lang": "en", "value": "Anyone may sign in."}],
        "affected": [FIREWALL],
        "references": [{"url": "https://tanuki.example/1"}],
    }
    containers = {"cna": container(**(members | cna))}
    if adp is not None:
        containers["adp"] = adp
    about = {"cveId": "CVE-2026-90001", "assignerOrgId": ORG, "state": "PUBLISHED"}
    return {
        "dataType": "CVE_RECORD",
        "dataVersion": "5.1",
        "cveMetadata": about | (metadata or {}),
        "containers": containers,
    }


def read(document: dict) -> cve5.CveRecord:
    return cve5.read(json.dumps(document).encode(), at=AT)


def refused(document: dict) -> str:
    with pytest.raises(MalformedError) as caught:
        read(document)
    assert caught.value.at == AT
    return caught.value.detail


def test_a_minimal_record_is_read_whole():
    found = read(record())

    assert found == cve5.CveRecord(
        id="CVE-2026-90001",
        state=cve5.State.PUBLISHED,
        assigner=ORG,
        title=None,
        title_ja=None,
        description="Anyone may sign in.",
        description_ja=None,
        published_at=None,
        updated_at=None,
        cwes=(),
        references=("https://tanuki.example/1",),
        metrics=(),
        ssvc=None,
        affected=(
            cve5.Affected(
                source="cna",
                vendor="Tanuki Networks",
                product="GateOS",
                package_name=None,
                collection_url=None,
                package_url=None,
                cpes=(),
                platforms=(),
                modules=(),
                default_status="unaffected",
                versions=(VersionEntry("7.2.0", "affected", "semver", "7.2.5"),),
            ),
        ),
    )


def test_a_rejected_record_gives_its_reason():
    document = record(metadata={"state": "REJECTED"})
    document["containers"]["cna"] = container(rejectedReasons=[{"lang": "en", "value": "Twice."}])

    found = read(document)

    assert (found.state, found.description, found.affected) == ("rejected", "Twice.", ())


def test_descriptions_are_chosen_by_language():
    texts = [
        {"lang": "de", "value": "Jeder darf hinein."},
        {"lang": "ja-JP", "value": "誰でも入れる。"},
        {"lang": "en-GB", "value": "Anyone may enter."},
    ]

    found = read(record(descriptions=texts))

    assert (found.description, found.description_ja) == ("Anyone may enter.", "誰でも入れる。")
    assert read(record(descriptions=texts[:2])).description == "Jeder darf hinein."


def test_a_title_with_kana_is_the_japanese_one():
    plain = container(title="CISA ADP Vulnrichment")
    chinese = container(title="认证绕过")
    japanese = container(title="認証の回避")

    found = read(record(title="No sign-in", adp=[plain, chinese, japanese]))
    assert (found.title, found.title_ja) == ("No sign-in", "認証の回避")
    assert read(record(title="No sign-in", adp=[plain, chinese])).title_ja is None
    assert read(record(title="認証の回避")).title_ja == "認証の回避"


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T04:05:06.789Z", datetime(2026, 3, 1, 4, 5, 6, 789000, UTC)),
        ("2026-03-01T04:05:06", datetime(2026, 3, 1, 4, 5, 6, 0, UTC)),
        ("2026-03-01T04:05:06+09:00", datetime(2026, 2, 28, 19, 5, 6, 0, UTC)),
    ],
)
def test_instants_are_utc_and_so_is_a_missing_zone(text, instant):
    found = read(record(metadata={"dateUpdated": text, "datePublished": text}))

    assert (found.updated_at, found.published_at) == (instant, instant)
    assert found.updated_at.tzinfo == UTC


def test_a_record_never_updated_dates_from_its_publication():
    found = read(record(metadata={"datePublished": "2026-03-01T00:00:00Z"}))

    assert found.updated_at == datetime(2026, 3, 1, tzinfo=UTC)


def test_cwes_come_from_identifiers_and_from_text_that_begins_with_one():
    problems = [
        {"descriptions": [{"lang": "en", "description": "CWE-79 Script", "cweId": "CWE-79"}]},
        {"descriptions": [{"lang": "en", "description": "CWE-287 Improper Authentication"}]},
        {"descriptions": [{"lang": "en", "description": "Improper access, see CWE-1"}]},
    ]
    again = container(problemTypes=problems[:1])

    assert read(record(problemTypes=problems, adp=[again])).cwes == ("CWE-79", "CWE-287")


def test_references_are_web_addresses_once_each():
    urls = ["https://a.example/", "ftp://b.example/", "javascript:alert(1)", "HTTP://c.example/"]
    again = container(references=[{"url": "https://a.example/"}, {"url": "http://d.example/"}])

    found = read(record(references=[{"url": url} for url in urls], adp=[again]))

    assert found.references == ("https://a.example/", "HTTP://c.example/", "http://d.example/")


def test_metrics_keep_vector_and_published_score_with_their_source():
    metrics = [
        {"cvssV3_1": {"version": "3.1", "vectorString": VECTOR, "baseScore": 9.6}},
        {
            "cvssV2_0": {
                "version": "2.0",
                "vectorString": "AV:N/AC:L/Au:N/C:P/I:P/A:P",
                "baseScore": 7.5,
            }
        },
    ]
    four = {"vectorString": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}
    adp = container(metrics=[{"cvssV4_0": four | {"baseScore": 0}}])

    found = read(record(metrics=metrics, adp=[adp])).metrics

    assert [(m.source, m.score.version, m.score.score, m.score.severity) for m in found] == [
        ("cna", "3.1", Decimal("9.6"), "critical"),
        ("cna", "2.0", Decimal("7.5"), "high"),
        ("adp:tanuki", "4.0", Decimal("0.0"), "none"),
    ]
    assert found[0].score.vector == VECTOR


@pytest.mark.parametrize(
    ("score", "severity"),
    [
        (0.1, "low"),
        (3.9, "low"),
        (4.0, "medium"),
        (6.9, "medium"),
        (7.0, "high"),
        (8.9, "high"),
        (9.0, "critical"),
    ],
)
def test_severity_follows_the_published_score(score, severity):
    cvss = {"vectorString": VECTOR, "baseScore": score}

    assert read(record(metrics=[{"cvssV3_1": cvss}])).metrics[0].score.severity == severity


def test_a_missing_score_is_computed_from_the_vector():
    assert read(record(metrics=[{"cvssV3_1": {"vectorString": VECTOR}}])).metrics[
        0
    ].score.score == Decimal("9.8")
    assert "CVSS" in refused(record(metrics=[{"cvssV3_1": {"vectorString": "CVSS:3.1/what"}}]))


def test_ssvc_is_read_from_adp_containers_in_lower_case():
    options = [{"Exploitation": "Active"}, {"Automatable": "yes"}, {"Technical Impact": "Total"}]
    other = {"type": "ssvc", "content": {"options": options, "role": "CISA Coordinator"}}
    adp = container(metrics=[{"other": {"type": "kev", "content": {}}}, {"other": other}])

    assert read(record(adp=[adp])).ssvc == cve5.Ssvc("active", "yes", "total")
    assert read(record(metrics=[{"other": other}])).ssvc is None


def test_ssvc_says_the_same_however_long_it_is():
    options = [{"Exploitation": "poc"}, {"Note": "n" * 2000}, {"Automatable": "no"}]
    for given in (options, options[::2], options, options[::2]):
        other = {"type": "ssvc", "content": {"options": given}}
        adp = container(metrics=[{"other": other}])

        assert read(record(adp=[adp])).ssvc == cve5.Ssvc("poc", "no", "")


@pytest.mark.parametrize("content", [{}, {"options": 1}, {"options": [{"Exploitation": 1}]}, []])
def test_ssvc_of_another_shape_is_passed_over(content):
    adp = container(metrics=[{"other": {"type": "ssvc", "content": content}}])

    assert read(record(adp=[adp])).ssvc is None


def test_every_statement_on_versions_is_kept():
    product = {
        "collectionURL": "https://pypi.python.org",
        "packageName": "gate-client",
        "packageURL": "pkg:pypi/gate-client",
        "cpes": ["cpe:2.3:a:tanuki:gate-client:*:*:*:*:*:*:*:*"],
        "platforms": ["Linux", "Windows"],
        "modules": ["sign-in"],
        "versions": [
            {"version": "1.0", "status": "unaffected"},
            {
                "version": "2.0",
                "status": "affected",
                "versionType": "python",
                "lessThanOrEqual": "2.*",
                "changes": [
                    {"at": "2.3", "status": "unaffected"},
                    {"at": "2.4", "status": "unknown"},
                ],
            },
        ],
    }
    adp = container(affected=[product])

    found = read(record(adp=[adp])).affected[1]

    assert found == cve5.Affected(
        source="adp:tanuki",
        vendor=None,
        product=None,
        package_name="gate-client",
        collection_url="https://pypi.python.org",
        package_url="pkg:pypi/gate-client",
        cpes=("cpe:2.3:a:tanuki:gate-client:*:*:*:*:*:*:*:*",),
        platforms=("Linux", "Windows"),
        modules=("sign-in",),
        default_status="unknown",
        versions=(
            VersionEntry("1.0", "unaffected"),
            VersionEntry(
                "2.0",
                "affected",
                "python",
                None,
                "2.*",
                (("2.3", "unaffected"), ("2.4", "unknown")),
            ),
        ),
    )


def applicable(*matches: dict, **members) -> tuple[cve5.Affected, ...]:
    node = {"operator": "OR", "negate": False, "cpeMatch": list(matches)}
    return read(record(cpeApplicability=[{"nodes": [node], **members}])).affected[1:]


def match(
    version: str = "*:*", *, product: str = "gateos", vulnerable: bool = True, **bounds
) -> dict:
    criteria = f"cpe:2.3:o:tanuki:{product}:{version}:*:*:*:*:*:*"
    return {"vulnerable": vulnerable, "criteria": criteria, **bounds}


@pytest.mark.parametrize(
    ("given", "versions"),
    [
        (match("7.2.3:*"), (VersionEntry("7.2.3", "affected"),)),
        (match("7.2.3:rc1"), (VersionEntry("7.2.3-rc1", "affected"),)),
        (match("-:*"), (VersionEntry("-", "affected"),)),
        (match(), (VersionEntry("0", "affected", "custom", "*"),)),
        (
            match(versionStartIncluding="7.0", versionEndExcluding="7.2"),
            (VersionEntry("7.0", "affected", "custom", "7.2"),),
        ),
        (
            match(versionEndIncluding="7.2"),
            (VersionEntry("0", "affected", "custom", None, "7.2"),),
        ),
        (
            match(versionStartExcluding="7.0"),
            (
                VersionEntry("7.0", "unaffected", "custom"),
                VersionEntry("7.0", "affected", "custom", "*"),
            ),
        ),
    ],
)
def test_cpe_applicability_becomes_statements_on_versions(given, versions):
    (found,) = applicable(given)

    assert (found.source, found.vendor, found.product) == ("cna:cpe", "tanuki", "gateos")
    assert (found.cpes, found.versions) == ((given["criteria"],), versions)


def test_what_is_needed_but_not_vulnerable_is_a_platform():
    hardware = match("-:*", product="gate-100", vulnerable=False)

    (found,) = applicable(match("7.2.3:*"), hardware, operator="AND")

    assert found.platforms == (hardware["criteria"],)


def test_a_negated_configuration_says_nothing():
    assert applicable(match(), negate=True) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"metadata": {"cveId": "CVE-2026-123"}},
        {"metadata": {"cveId": "CVE-2026-12345\n"}},
        {"metadata": {"cveId": "CVE-2026-" + "1" * 20}},
        {"metadata": {"cveId": None}},
        {"metadata": {"state": "RESERVED"}},
        {"metadata": {"dateUpdated": "2026-03-01"}},
        {"metadata": {"dateUpdated": "0001-01-01T00:00:00+23:59"}},
        {"title": "x" * 257},
        {"descriptions": []},
        {"descriptions": [{"lang": "en", "value": ""}]},
        {"descriptions": [{"lang": "en", "value": "x" * 4097}]},
        {"affected": [{"vendor": "Tanuki", "defaultStatus": "affected"}]},
        {"affected": [{"packageName": "gate", "defaultStatus": "affected"}]},
        {"affected": [{"vendor": "Tanuki", "product": "GateOS"}]},
        {"affected": [FIREWALL | {"defaultStatus": "perhaps"}]},
        {"affected": [FIREWALL | {"product": "x" * 2049}]},
        {"affected": [FIREWALL | {"versions": [{"version": "1"}]}]},
        {"affected": [FIREWALL | {"versions": [{"version": "", "status": "affected"}]}]},
        {"affected": [FIREWALL | {"versions": [{"version": "x" * 1025, "status": "affected"}]}]},
        {"affected": [FIREWALL | {"versions": {"version": "1", "status": "affected"}}]},
        {"references": [{"url": "https://a.example/" + "x" * 2048}]},
        {"references": [{"url": f"https://a.example/{n}"} for n in range(513)]},
        {"metrics": [{"cvssV3_1": {"vectorString": VECTOR, "baseScore": 10.1}}]},
        {"metrics": [{"cvssV3_1": {"baseScore": 9.8}}]},
        {"adp": {}},
        {"adp": [{}]},
        {"cpeApplicability": [{"nodes": [{"cpeMatch": [{"vulnerable": True, "criteria": "x"}]}]}]},
    ],
)
def test_what_breaks_the_schema_is_refused(change):
    assert refused(record(**change))


@pytest.mark.parametrize(
    "change", [{"dataType": "ADVISORY"}, {"dataVersion": "4.0"}, {"containers": {}}]
)
def test_another_format_is_refused(change):
    assert refused(record() | change)


def test_the_reason_names_the_member():
    assert (
        refused(record(title=5)) == "Expected `str | null`, got `int` - at `$.containers.cna.title`"
    )
    assert refused(record(affected=[FIREWALL, {}])) == (
        "neither vendor and product nor a package - at `$.containers.cna.affected[1]`"
    )
    other = {"providerMetadata": {"orgId": ORG}, "affected": [FIREWALL | {"versions": [{}]}]}
    assert refused(record(adp=[other])) == (
        "Object missing required field `version` - at `$.containers.adp[0].affected[0].versions[0]`"
    )


def test_unknown_members_and_versions_of_5_are_passed_over():
    document = record(x_generator={"engine": "hand"}) | {"dataVersion": "5.2.0", "more": [1]}
    document["containers"]["cna"]["affected"] = [FIREWALL | {"versionType": "odd"}]

    assert read(document).id == "CVE-2026-90001"


def test_every_real_record_is_read(data: Path):
    ids = set()
    for document in read_documents(data / "cve5" / "cve5_dev.jsonl.zst"):
        found = cve5.read(document.data, at=Location(document.source, document.place))
        assert cve5.is_record(document.data)
        assert found.updated_at
        assert found.state == cve5.State.REJECTED or found.affected
        ids.add(found.id)

    assert len(ids) == 36_811
