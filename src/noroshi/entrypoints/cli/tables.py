"""Lists: whole, as JSON or as a table."""

import json as codec
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import click
from rich.console import Console
from rich.table import Column, Table

WIDE: Final = 200  # columns, where no terminal sets a width


def told_answer(answer: Mapping[str, Any]) -> str:
    """What a supplier answered, in a line: `fix: 7.2.5`."""
    told = [value for key, value in answer.items() if key != "kind" and value]
    words = [", ".join(one) if isinstance(one, list) else str(one) for one in told]
    return f"{answer['kind']}: {'; '.join(words)}"


def answer_items(items: Iterable[Mapping[str, Any]], *, columns: Sequence[str], json: bool) -> None:
    """Say a list, whole: as JSON item by item, or as a table of some of its fields."""
    if json:
        sys.stdout.write('{"items": [')
        for number, item in enumerate(items):
            sys.stdout.write(", " if number else "")
            sys.stdout.write(codec.dumps(item, ensure_ascii=False))
        sys.stdout.write('], "next": null}\n')
        return
    table = Table(*(Column(name, overflow="fold") for name in columns))
    for item in items:
        table.add_row(*(_cell(item[column]) for column in columns))
    if table.row_count:
        Console(width=None if sys.stdout.isatty() else WIDE).print(table)
    else:
        click.echo("There is nothing yet.", err=True)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Sequence):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)
