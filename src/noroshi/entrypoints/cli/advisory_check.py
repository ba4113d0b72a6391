"""`noroshi advisories check`: offline, without a database."""

from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option, leave_refused
from noroshi.formats.csaf.validating import failures
from noroshi.kernel.errors import Location


@click.command()
@click.argument("files", nargs=-1, required=True, type=ReadableFile)
@json_option
def check(files: tuple[Path, ...], json: bool) -> None:
    """Say whether CSAF 2.0 and 2.1 documents are valid: their schema and every mandatory test."""
    found = {str(file): _failures(file) for file in files}
    lines = [line for source, failing in found.items() for line in _lines(source, failing)]
    items = [{"source": source, "failures": failing} for source, failing in found.items()]
    answer({"items": items, "next": None}, text="\n".join(lines), json=json)
    if any(found.values()):
        leave_refused()


def _failures(file: Path) -> list[dict[str, str]]:
    return [
        {"test": one.test, "path": one.path, "reason": one.reason}
        for one in failures(file.read_bytes(), at=Location(str(file)))
    ]


def _lines(source: str, failing: list[dict[str, str]]) -> list[str]:
    if not failing:
        return [f"{source}: valid"]
    return [f"{source}: {one['test']} {one['path'] or '/'}: {one['reason']}" for one in failing]
