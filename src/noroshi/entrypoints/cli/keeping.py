"""Commands that do one thing to something that an organisation keeps by name."""

from collections.abc import Callable

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.kernel.clock import now

Option = Callable[[Callable[..., None]], Callable[..., None]]


def keeping(does: Callable[..., None], summary: str, said: str, *, of: Option) -> click.Command:
    """A command that does it. said: what the thing then is; of: the option that says whose it is."""

    @click.command(help=summary)
    @click.argument("name")
    @of
    @json_option
    def command(name: str, organisation: str, json: bool) -> None:
        with opened_house(), acting_for(organisation) as actor:
            does(name, by=actor, at=now())
        answer({"name": name, "done": said}, text=f"{name} is {said}", json=json)

    return command
