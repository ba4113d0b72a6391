"""A served house: the demo nation, two more organisations, their keys, and bundles of what it exports."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from noroshi.demo.load import load_demo_nation
from noroshi.formats.misp_records import read_event
from noroshi.formats.stix import bundle_of
from noroshi.intelligence import queries
from noroshi.intelligence.actions.keep_misp import add_event
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from noroshi.parties.actions.create_client import create_client
from noroshi.parties.models import Organisation
from noroshi.parties.queries import console_actor
from noroshi.parties.scope import acting_as
from noroshi.reporting import queries as reports
from noroshi.reporting.forms.formats import FORMS
from tests.nation import register
from tests.served import served_site

# As the suite of MISP knows the administrator's, and another one; whose are the collections that the
# suite of TAXII reads and writes to.
OWN, OTHER = "ORGNAME", "OTHER"
READ, WRITTEN = "READ", "WRITTEN"
ORGANISATIONS = f"""code,name,name_ja,kind,sector,corporate_number,networks,domains
{OWN},Invented organisation,架空の組織,operator,electricity,,,
{OTHER},Another organisation (fictional),別の組織（架空）,operator,electricity,,,
{READ},A third organisation (fictional),第三の組織（架空）,operator,electricity,,,
{WRITTEN},A fourth organisation (fictional),第四の組織（架空）,operator,electricity,,,
"""
EVENT = {
    "info": "An invented campaign",
    "distribution": 3,
    "published": True,
    "Tag": [{"name": "tlp:clear"}, {"name": "PAP:GREEN"}],
    "Attribute": [
        {"type": "ip-dst", "value": "192.0.2.77", "to_ids": True},
        {"type": "text", "value": "words", "Sighting": [{"source": "sensor"}]},
    ],
    "Object": [{"name": "file", "Attribute": [{"type": "filename", "value": "invoice.exe"}]}],
}


@dataclass(frozen=True, slots=True)
class House:
    """url: of the site; keys: `CLIENT_ID:CLIENT_SECRET` by the names that a suite has for them."""

    url: str
    keys: dict[str, str]


@contextmanager
def served_house() -> Iterator[House]:
    """In the house that is open."""
    load_demo_nation()
    register(ORGANISATIONS)
    with connected_as(Role.WORKER):
        holders = {"admin": OWN, "other": OTHER, "reading": READ, "writing": WRITTEN}
        keys = {name: _key(code) for name, code in holders.items()}
    with connected_as(Role.WEB), served_site() as url:
        yield House(url, keys)


def _key(code: str) -> str:
    made = create_client(
        ("misp", "taxii"), organisation=Organisation.objects.get(code=code), by=None, at=now()
    )
    return f"{made.client_id}:{made.client_secret}"


def write_bundles(folder: Path) -> list[Path]:
    """Every kind of bundle of STIX that leaves the house: what organisations may see of the store, an
    event of MISP's interface among it, and each report."""
    written = []
    with connected_as(Role.WORKER):
        actors = [
            console_actor(code) for code in Organisation.objects.values_list("code", flat=True)
        ]
        own = console_actor(OWN)
    with connected_as(Role.WEB), acting_as(own):
        add_event(read_event(EVENT, now()), by=own, at=now())
    for actor in actors:
        code = actor.organisation_code
        with connected_as(Role.WEB), acting_as(actor):
            said = bundle_of(held.content for held in queries.every_object(queries.Chosen()))
            written.append(folder / f"intelligence-{code}.json")
            written[-1].write_bytes(b"".join(said))
            for report in reports.reports():
                filed = reports.filed(reports.version(report, report.version))
                written.append(folder / f"report-{code}-{report.id}.json")
                written[-1].write_bytes(FORMS["stix"].write(filed))
    return written
