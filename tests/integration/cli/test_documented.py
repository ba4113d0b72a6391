import re
from pathlib import Path

import click
import django
import pytest

from noroshi.entrypoints.cli.commands import COMMANDS, Deferred, tree

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "commands.md"
SHOWN = [words for words, entry in COMMANDS.items() if not entry.is_hidden]


def sections() -> dict[str, str]:
    parts = re.split(r"^## `noroshi (.*)`$", DOCUMENT.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def command(words: str) -> click.Command:
    found: click.Command = tree()
    for word in words.split():
        assert isinstance(found, click.Group)
        found = found.commands[word]
    assert isinstance(found, Deferred)
    django.setup()
    return found.loaded()


def heading(words: str) -> str:
    arguments = [
        parameter.name.upper()
        for parameter in command(words).params
        if isinstance(parameter, click.Argument)
    ]
    return " ".join([words, *arguments])


def test_every_command_is_documented_and_no_other():
    assert list(sections()) == [heading(words) for words in SHOWN]


@pytest.mark.parametrize("words", SHOWN)
def test_every_option_is_documented_and_no_other(words):
    known = {option for parameter in command(words).params for option in parameter.opts}
    options = {option for option in known if option.startswith("--")}
    documented = re.findall(r"^- `(--[a-z-]+)", sections()[heading(words)], re.MULTILINE)
    assert sorted(documented) == sorted(options - {"--json"})


@pytest.mark.parametrize("words", SHOWN)
def test_every_command_knows_json(words):
    assert any("--json" in parameter.opts for parameter in command(words).params)
