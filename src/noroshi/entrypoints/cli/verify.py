"""`noroshi ledger verify`: offline, without a database."""

from pathlib import Path
from typing import BinaryIO

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option, leave_refused
from noroshi.ledger.verify import verify_export


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--key", type=ReadableFile, help="The log's keys, as `ledger key` says them.")
@click.option("--since", type=ReadableFile, help="An older checkpoint of the same log.")
@click.option(
    "--receipt",
    "receipts",
    type=ReadableFile,
    multiple=True,
    help="A receipt whose entry is to be in the log; may be repeated.",
)
@json_option
def verify(
    file: BinaryIO, key: Path | None, since: Path | None, receipts: tuple[Path, ...], json: bool
) -> None:
    """Verify an exported log, and name what was altered, removed, inserted or reordered.

    Without --key it can only be said that the log agrees with itself."""
    verdict = verify_export(
        file,
        keys=key.read_text(encoding="utf-8") if key else None,
        since=since.read_text(encoding="utf-8") if since else None,
        receipts=[one.read_text(encoding="utf-8") for one in receipts],
    )
    findings = "".join(f"\n{finding.detail}" for finding in verdict.findings)
    text = f"{verdict.state}: {verdict.entries} entries{findings}"
    answer(verdict.document(), text=text, json=json)
    if not verdict.is_good:
        leave_refused()
