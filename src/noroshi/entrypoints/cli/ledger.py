"""`noroshi ledger …`, but for `verify`."""

from pathlib import Path
from uuid import UUID

import click

from noroshi.entrypoints.cli.answers import NewFile, answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.kernel.errors import RefusedError
from noroshi.ledger import queries
from noroshi.ledger.actions.export_log import export_log
from noroshi.ledger.signing import signing_keys
from noroshi.pipeline import complete_handoffs


@click.command()
@json_option
def key(json: bool) -> None:
    """Say the public keys of the log.

    Whoever will verify it keeps them elsewhere."""
    keys = signing_keys()
    text = keys.public_key_text()
    answer({"name": keys.name, "keys": text.splitlines()}, text=text.rstrip("\n"), json=json)


@click.command()
@json_option
def checkpoint(json: bool) -> None:
    """Say the newest checkpoint, a signed note.

    Kept elsewhere, it proves a later rewriting of the log."""
    with opened_house():
        complete_handoffs()
        newest = queries.latest_checkpoint()
    document = {"size": newest.size, "root": bytes(newest.root).hex(), "checkpoint": newest.note}
    answer(document, text=newest.note.rstrip("\n"), json=json)


@click.command()
@click.argument("file", type=NewFile)
@json_option
def export(file: Path, json: bool) -> None:
    """Write every entry and the newest checkpoint, for `noroshi ledger verify`."""
    if file.exists():
        raise RefusedError(f"{file} exists already; an export overwrites nothing")
    with opened_house(), metered("entries"):
        complete_handoffs()
        with file.open("xb") as stream:
            entries = export_log(stream)
    answer({"file": str(file), "entries": entries}, text=f"{entries} entries in {file}", json=json)


@click.command()
@click.argument("entry", type=click.UUID)
@json_option
def prove(entry: UUID, json: bool) -> None:
    """Prove that an entry is in the log, by a path of hashes up to the newest checkpoint."""
    with opened_house():
        complete_handoffs()
        proof = queries.prove(entry)
    lines = (
        f"entry {proof.number} of {proof.size}: {proof.line.decode()}",
        *(f"path {part.hex()}" for part in proof.path),
        proof.checkpoint.rstrip("\n"),
    )
    answer(proof.document(), text="\n".join(lines), json=json)
