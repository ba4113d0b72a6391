"""A trusted provider: what is published is found, verified and read by whom it may be, and by nobody
else, on every road."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime

import jsonschema_rs
import pytest
from django.db import DataError, IntegrityError, ProgrammingError, connection, transaction

from noroshi.formats.csaf import writing
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError, ConflictError, MalformedError, RefusedError
from tests.integration.api.conftest import browser, new_client
from tests.integration.csaf.downloader import WELL_KNOWN, Downloader
from tests.nation import ORGANISATIONS, SUPPLIERS, register

SECRET = "A door that only friends know"
READERS = ("P-EAST", "LOCKS", "MIC")
AT = datetime(2026, 3, 1, tzinfo=UTC)
NAMES = {
    "NCO": ("coordinator", "Fictional national office"),
    "GATES": ("vendor", "Gate Maker (fictional)"),
}


def written(code="GATES", number=1, **more):
    category, name = NAMES[code]
    weak = writing.Weak(
        description="Anyone may come in.",
        versions={"known_affected": ["< 7.2.5"], "fixed": ["7.2.5"]},
        cve="CVE-2026-90001",
        cwe="CWE-287",
        cvss_vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        remedy=("vendor_fix", "Update to 7.2.5."),
    )
    found = writing.Written(
        id=f"{code}/2026 {number}",
        category="csaf_security_advisory",
        title="Open door",
        summary="A door stands open.",
        language="en",
        tlp="WHITE",
        publisher=writing.Publisher(category, name, "https://gates.example"),
        vendor=name,
        product="GateOS",
        weaknesses=[weak],
        history=[writing.Revision(1, AT, "First.")],
        status="final",
    )
    return replace(found, **more)


def save(actor, document, *recipients):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.publish_advisory import save_advisory

    octets = writing.write(document) if isinstance(document, writing.Written) else document
    with acting_as(actor):
        return save_advisory(octets, recipients, by=actor, at=now())


def publish(actor, advisory):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.actions.publish_advisory import publish_advisory

    with acting_as(actor):
        return publish_advisory(advisory.id, by=actor, at=now())


@pytest.fixture
def actors(database):
    return register(ORGANISATIONS + SUPPLIERS)


def getter(**headers):
    from noroshi.operations.config import config

    def get(url):
        response = browser().get(url.removeprefix(config().public_url), headers=headers)
        if response.status_code != 200:
            raise LookupError(response.status_code)
        return response.content

    return get


def by_secret(caller):
    pair = f"{caller.client_id}:{caller.client_secret}"
    return getter(Authorization=f"Basic {base64.b64encode(pair.encode()).decode()}")


def by_token(caller):
    return getter(Authorization=f"Bearer {caller.token}")


def status(get, url):
    try:
        get(url)
    except LookupError as error:
        return error.args[0]
    return 200


def test_a_downloader_finds_and_verifies_what_the_office_and_a_supplier_publish(actors):
    nobody = getter()
    assert status(nobody, WELL_KNOWN) == 404
    draft = save(actors["NCO"], written("NCO", status="draft"))
    assert status(nobody, WELL_KNOWN) == 404
    assert publish(actors["NCO"], draft).ledger_entry
    save(actors["GATES"], written(number=1))
    save(actors["GATES"], written(number=2, language="ja", title="開いた扉"))
    office = Downloader(nobody).download()
    assert list(office) == ["nco_2026_1.json"]
    lines = nobody("/.well-known/security.txt").decode().splitlines()
    told = [line.partition(": ")[2] for line in lines if line.startswith("CSAF: ")]
    assert [url.partition("//")[2].partition("/")[2] for url in told] == [
        WELL_KNOWN[1:],
        "csaf/GATES/provider-metadata.json",
    ]
    assert {"Contact", "Expires", "Encryption"} <= {line.partition(":")[0] for line in lines}
    assert list(Downloader(nobody).download(told[1])) == ["gates_2026_1.json", "gates_2026_2.json"]
    third = replace(
        written(number=1),
        history=[writing.Revision(1, AT, "First."), writing.Revision(2, now(), "Second.")],
    )
    save(actors["GATES"], third)
    again = Downloader(nobody).download(told[1])
    assert json.loads(again["gates_2026_1.json"])["document"]["tracking"]["version"] == "2"
    folders = json.loads(nobody("/csaf/GATES/service.json"))["service"]["workspace"][0]
    assert len(folders["collection"]) == 4
    assert json.loads(nobody("/csaf/GATES/category.json"))["categories"]["category"]
    for path in ("GATES/white/1999/", "GATES/white/0000/", "GATES/white/2026/x.json", "LOCKS/"):
        assert status(nobody, f"/csaf/{path}") in (200, 404)
    assert status(nobody, "/csaf/GATES/white/2026/x.json") == 404


def test_the_metadata_is_as_the_standard_has_it(actors, data):
    from noroshi.formats.containers import read_documents

    archive = data / "csaf/oasis_csaf_2.0_2.1_testfiles_schemas.tar.zst"
    wanted = "csaf_2.0/json_schema/provider_json_schema.json"
    schemas = (one for one in read_documents(archive) if one.source.endswith(wanted))
    schema = json.loads(next(schemas).data)
    schema["properties"]["publisher"] = {"type": "object"}  # of a schema elsewhere
    save(actors["NCO"], written("NCO"))
    jsonschema_rs.validate(schema, json.loads(getter()(WELL_KNOWN)))


def test_what_is_restricted_reaches_whom_it_may_and_nobody_else(actors):
    clients = {code: new_client(actors[code], "warnings") for code in READERS}
    save(actors["GATES"], written(number=0))
    restricted = {
        "GREEN": ((), set(clients)),
        "AMBER": (("P-EAST", "NOBODY"), {"P-EAST", "MIC"}),
        "RED": (("LOCKS",), {"LOCKS"}),
    }
    for label, (recipients, _) in restricted.items():
        document = written(id=f"GATES {label}", tlp=label, title=SECRET)
        save(actors["GATES"], document, *recipients)
    save(actors["GATES"], written(id="GATES draft", title=SECRET, status="draft"))
    metadata = "/csaf/GATES/provider-metadata.json"
    for label, (_, readers) in restricted.items():
        name, folder = f"gates_{label.lower()}.json", f"/csaf/GATES/{label.lower()}"
        for path in ("", "index.txt", "changes.csv", f"2026/{name}", f"2026/{name}.asc"):
            assert status(getter(), f"{folder}/{path}") == 401
        for code, client in clients.items():
            found = Downloader(by_token(client)).download(metadata, label)
            assert list(found) == ([name] if code in readers else []), (label, code)
            expected = 200 if code in readers else 404
            for path in (f"2026/{name}", f"2026/{name}.sha256", f"2026/{name}.asc"):
                assert status(by_token(client), f"{folder}/{path}") == expected
    east = clients["P-EAST"]
    assert list(Downloader(by_secret(east)).download(metadata, "AMBER")) == ["gates_amber.json"]
    for wrong in ("Basic eDp5", "Basic !", "Bearer none", "Basic " + "QQ" * 4000, "x"):
        assert status(getter(Authorization=wrong), metadata) == 401
    public = "".join(
        getter()(metadata).decode() + getter()(url).decode()
        for url in ("/csaf/GATES/white/index.txt", "/csaf/GATES/white/feed-tlp-white.json")
    )
    assert SECRET not in public
    assert "amber.json" not in public.replace("feed-tlp-amber.json", "")


def seen(actor):
    from noroshi.parties.scope import acting_as
    from noroshi.suppliers.models import Advisory, AdvisoryRecipient

    with acting_as(actor):
        return set(Advisory.objects.values_list("tracking_id", flat=True)), set(
            AdvisoryRecipient.objects.values_list("code", flat=True)
        )


def attacked(actor, statement, parameters):
    from noroshi.parties.scope import acting_as

    try:
        with acting_as(actor), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.rowcount
    except (ProgrammingError, IntegrityError, DataError):
        return 0


def test_the_database_itself_keeps_drafts_names_and_what_is_published(actors):
    save(actors["GATES"], written(id="draft", status="draft", tlp="RED"), "P-EAST")
    red = save(actors["GATES"], written(id="red", tlp="RED"), "P-WEST", "P-EAST")
    assert seen(actors["GATES"]) == ({"draft", "red"}, {"P-EAST", "P-WEST"})
    assert seen(actors["P-EAST"]) == ({"red"}, {"P-EAST"})
    assert seen(actors["NCO"]) == seen(actors["LOCKS"]) == (set(), set())
    set_title = "UPDATE suppliers_advisory SET title = 'x' WHERE id = %s"
    add = """INSERT INTO suppliers_advisoryrecipient
               (id, organisation_id, audience, advisory_id, code, is_open)
             SELECT gen_random_uuid(), noroshi.organisation(), noroshi.own_audience(), %s,
               noroshi.own_code(), true"""
    for code in ("GATES", "P-EAST", "LOCKS", "NCO"):
        assert attacked(actors[code], set_title, [red.id]) == 0
        assert attacked(actors[code], "DELETE FROM suppliers_advisory WHERE id = %s", [red.id]) == 0
    assert attacked(actors["LOCKS"], add, [red.id]) == 0
    assert seen(actors["LOCKS"]) == (set(), set())


def test_only_sound_documents_of_the_publisher_itself_are_kept(actors):
    from noroshi.suppliers.advising import InvalidAdvisoryError

    maker = actors["GATES"]
    with pytest.raises(RefusedError):
        save(actors["P-EAST"], written())
    with pytest.raises(RefusedError):
        save(actors["LOCKS"], written())
    with pytest.raises(InvalidAdvisoryError) as caught:
        save(maker, replace(written(), product="GateOS", summary=""))
    assert caught.value.failures[0].path == "/document/notes/0/text"
    with pytest.raises(MalformedError, match="named for"):
        save(maker, written(), "P-EAST")
    unmarked = json.loads(writing.write(written()))
    del unmarked["document"]["distribution"]
    with pytest.raises(MalformedError, match="tlp"):
        save(maker, json.dumps(unmarked).encode())
    first = save(maker, written())
    for version in ({}, {"history": [writing.Revision(0, AT, "x")], "status": "draft"}):
        with pytest.raises(ConflictError):
            save(maker, written(**version))
    with pytest.raises(ConflictError, match="file of this name"):
        save(maker, written(id="gates_2026.1"))
    with pytest.raises(ConflictError):
        publish(maker, first)
    draft = save(maker, written(number=7, status="draft"))
    kept = save(maker, written(number=7, status="draft", title="Better"))
    with pytest.raises(AbsentError):
        publish(maker, draft)
    with pytest.raises(AbsentError):
        publish(actors["LOCKS"], kept)
    final = publish(maker, kept)
    assert (final.state, final.title, final.is_newest) == ("final", "Better", True)
    assert writing.reread(bytes(final.document)).title == "Better"
    assert transaction.get_connection().in_atomic_block is False
