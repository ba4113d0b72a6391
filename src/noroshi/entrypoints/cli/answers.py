"""What a command says: one JSON document on standard output, or text for people."""

import json as codec
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

json_option = click.option("--json", is_flag=True, help="Say one JSON document on standard output.")
ReadableFile = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
NewFile = click.Path(dir_okay=False, path_type=Path)


def answer(document: object, *, text: str, json: bool) -> None:
    """Say a document as JSON, or its text."""
    click.echo(codec.dumps(document, ensure_ascii=False) if json else text)


def answer_import(result: Mapping[str, Any], *, json: bool) -> None:
    """Say what became of an import, and leave with 1 if all of it was refused."""
    for refusal in result["refused"]:
        place = f", {refusal['place']}" if refusal["place"] else ""
        say(f"refused: {refusal['source']}{place}: {refusal['reason']}")
    counts = f"{result['accepted']} accepted, {result['unchanged']} unchanged"
    answer(result, text=f"{counts}, {len(result['refused'])} refused", json=json)
    if result["refused"] and not result["accepted"] + result["unchanged"]:
        leave_refused()


def leave_refused() -> None:
    """Leave with 1; the answer has said why."""
    click.get_current_context().exit(1)


def say(text: str) -> None:
    """A message that is no part of the answer."""
    click.echo(text, err=True)
