"""`noroshi regimes …`"""

from datetime import datetime
from typing import Any

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.tables import answer_items
from noroshi.kernel.clock import now
from noroshi.reporting import queries
from noroshi.reporting.actions.confirm_regime import Word, confirm_regime, withdraw_regime
from noroshi.reporting.regimes import File, proposed

person = click.option("--person", required=True, help="The name of whoever says so.")
ground = click.option("--ground", required=True, help="Where it was read.")


@click.command("list")
@json_option
def list_all(json: bool) -> None:
    """List the regimes: what is in force, and what is off until somebody confirms it."""
    with opened_house():
        versions = queries.in_force()
        held = queries.confirmed()
    items = [
        _line(one.file, "confirmed" if one.is_confirmed else "active", held) for one in versions
    ]
    items += [_line(file, "proposed", held) for file in proposed() if file.regime not in held]
    answer_items(items, columns=("regime", "state", "valid_from", "tags", "unset"), json=json)


def _line(file: File, state: str, held: Any) -> dict[str, Any]:
    stages = [stage for duty in file.duties for stage in duty.stages]
    confirmed = held.get(file.regime)
    begins = file.valid_from or (confirmed and confirmed.valid_from)
    unset = [file.bound.unset, *(stage.unset for stage in stages)]
    unset += [stage.extended.unset for stage in stages if stage.extended]
    return {
        "regime": file.regime,
        "name": file.name,
        "state": state,
        "valid_from": begins and begins.isoformat(),
        "tags": sorted({stage.tag.value for stage in stages}),
        "unset": [name for name in unset if name],
        "person": confirmed and confirmed.person,
        "ground": confirmed and confirmed.ground,
    }


@click.command()
@click.argument("regime")
@click.option(
    "--from", "begins", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Its first day."
)
@person
@ground
@json_option
def confirm(regime: str, begins: datetime, person: str, ground: str, json: bool) -> None:
    """Say that a proposed regime holds for what comes about from a day on."""
    word = Word(person, ground)
    with opened_house():
        kept = confirm_regime(regime, begins.date(), word, by=None, at=now())
    document = {"regime": kept.regime, "valid_from": kept.valid_from.isoformat()}
    answer(document, text=f"{regime} holds from {begins.date()} on", json=json)


@click.command()
@click.argument("regime")
@person
@ground
@json_option
def withdraw(regime: str, person: str, ground: str, json: bool) -> None:
    """Take the confirmation of a regime back."""
    with opened_house():
        withdraw_regime(regime, Word(person, ground), by=None, at=now())
    answer({"regime": regime}, text=f"{regime} is off", json=json)
