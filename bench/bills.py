"""Bills of materials of a million components: in by each spelling, and out again."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from bench.house import empty
from bench.measure import Outcome, clocked, forget_highest, highest_mib
from bench.nation import register
from noroshi.assets import queries
from noroshi.assets.actions.export_bill import WRITERS, export_bill
from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.operations.database import Role, connected_as
from noroshi.parties.queries import organisation
from noroshi.parties.scope import acting_as

COMPONENTS: Final = 1_000_000
MIB: Final = 1024 * 1024

# What stands before, for each component, and after.
SPELLINGS: Final[Mapping[str, tuple[str, Callable[[int], str], str]]] = {
    "CycloneDX JSON": (
        (
            '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,'
            '"metadata":{"component":{"type":"application","bom-ref":"0","name":"app"}},"components":['
        ),
        lambda n: (
            f'{"," if n > 1 else ""}{{"type":"library","bom-ref":"{n}","name":"part-{n}",'
            f'"version":"1.{n}","purl":"pkg:npm/part-{n}@1.{n}","licenses":[{{"license":{{"id":"MIT"}}}}]}}'
        ),
        "]}",
    ),
    "CycloneDX XML": (
        (
            '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="application" '
            'bom-ref="0"><name>app</name></component></metadata><components>'
        ),
        lambda n: (
            f'<component type="library" bom-ref="{n}"><name>part-{n}</name><version>1.{n}</version>'
            f"<purl>pkg:npm/part-{n}@1.{n}</purl></component>"
        ),
        "</components></bom>",
    ),
    "SPDX 2.3 JSON": (
        (
            '{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"app",'
            '"documentNamespace":"https://example.org/app","dataLicense":"CC0-1.0","creationInfo":'
            '{"created":"2026-04-01T00:00:00Z","creators":["Tool: bench"]},"packages":['
        ),
        lambda n: (
            f'{"," if n > 1 else ""}{{"SPDXID":"SPDXRef-{n}","name":"part-{n}","versionInfo":"1.{n}",'
            '"downloadLocation":"NONE","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER",'
            f'"referenceType":"purl","referenceLocator":"pkg:npm/part-{n}@1.{n}"}}]}}'
        ),
        "]}",
    ),
    "SPDX 2.3 tags": (
        (
            "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: app\n"
            "DocumentNamespace: https://example.org/app\nCreator: Tool: bench\n"
            "Created: 2026-04-01T00:00:00Z\n"
        ),
        lambda n: (
            f"PackageName: part-{n}\nSPDXID: SPDXRef-{n}\nPackageVersion: 1.{n}\n"
            f"PackageDownloadLocation: NONE\n"
            f"ExternalRef: PACKAGE-MANAGER purl pkg:npm/part-{n}@1.{n}\n"
        ),
        "",
    ),
    "SPDX 2.3 RDF": (
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
            'xmlns="http://spdx.org/rdf/terms#"><SpdxDocument rdf:about="https://example.org/app#'
            'SPDXRef-DOCUMENT"><specVersion>SPDX-2.3</specVersion><name>app</name></SpdxDocument>'
        ),
        lambda n: (
            f'<Package rdf:about="https://example.org/app#SPDXRef-{n}"><name>part-{n}</name>'
            f"<versionInfo>1.{n}</versionInfo></Package>"
        ),
        "</rdf:RDF>",
    ),
    "SPDX 3 JSON-LD": (
        (
            '{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[{"type":'
            '"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-04-01T00:00:00Z",'
            '"createdBy":["https://example.org/a"]},{"type":"SpdxDocument","spdxId":'
            '"https://example.org/app","creationInfo":"_:c","name":"app","rootElement":[]}'
        ),
        lambda n: (
            f',{{"type":"software_Package","spdxId":"https://example.org/{n}","creationInfo":"_:c",'
            f'"name":"part-{n}","software_packageVersion":"1.{n}",'
            f'"software_packageUrl":"pkg:npm/part-{n}@1.{n}"}}'
        ),
        "]}",
    ),
}


def million(*, components: int = COMPONENTS) -> Outcome:
    """Components a second into the database from CycloneDX in JSON; the others are told beside. Of
    each the most memory that its process held since it began."""
    rates, notes = {}, []
    for spelling in SPELLINGS:
        empty()
        actor = register(1)["OP-000"]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "bill"
            size = _write(path, spelling, components)
            forget_highest()
            result = ImportResult()
            taken = clocked(lambda: _take_in(actor, path, result))  # noqa: B023 - run at once
            rates[spelling] = components / taken.seconds
            notes.append(
                f"{spelling}, {size // MIB} MiB: {result.accepted:,} in {taken.seconds:.0f} s "
                f"({taken.cpu:.0f} s of processor time), at most {highest_mib():.0f} MiB"
            )
            if spelling == "CycloneDX JSON":
                notes += _out(actor, Path(folder))
    return Outcome(rates["CycloneDX JSON"], notes)


def _write(path: Path, spelling: str, components: int) -> int:
    beginning, one, end = SPELLINGS[spelling]
    with path.open("w", encoding="utf-8") as file:
        file.write(beginning)
        file.writelines(one(number) for number in range(1, components + 1))
        file.write(end)
    return path.stat().st_size


def _take_in(actor: Actor, path: Path, result: ImportResult) -> None:
    with connected_as(Role.WEB), acting_as(actor), path.open("rb") as stream:
        lines = read_inventory(stream, source=path.name, result=result)
        own = organisation(actor.organisation_code)
        import_inventory(lines, result=result, organisation=own, by=actor, at=now())
    assert not result.refused, result.refused[0]


def _out(actor: Actor, folder: Path) -> Iterator[str]:
    for standard in WRITERS:
        path = folder / standard
        forget_highest()
        with connected_as(Role.WEB), acting_as(actor), path.open("xb") as stream:
            (inventory,) = queries.inventories()
            written = clocked(lambda: export_bill(inventory, stream, standard=standard))  # noqa: B023
        yield (
            f"  out as {standard}, {path.stat().st_size // MIB} MiB: {written.seconds:.0f} s, at most "
            f"{highest_mib():.0f} MiB"
        )
