"""`noroshi prepare`: what `noroshi up` runs before anything else, in a process of its own, so that
the supervisor stays small."""

from dataclasses import asdict
from typing import Any

import click

from noroshi.demo.load import load_demo_nation
from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.reporting.regimes import proposed, regimes


@click.command()
@click.option("--demo", is_flag=True, help="Load the demo nation, once.")
@json_option
def prepare(demo: bool, json: bool) -> None:
    """Bring the database up to date. A wrong regime stops the start."""
    regimes()
    proposed()
    sign_ins: list[dict[str, Any]] = []
    with opened_house(), metered("preparing"):
        if demo:
            sign_ins = [asdict(one) for one in load_demo_nation()]
    answer({"sign_ins": sign_ins}, text=f"{len(sign_ins)} sign-ins", json=json)
