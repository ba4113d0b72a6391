"""`noroshi intelligence translate`"""

from contextlib import nullcontext

import click

from noroshi.entrypoints.cli.answers import answer, json_option, say
from noroshi.entrypoints.cli.house import acting_for, opened_house
from noroshi.entrypoints.intelligence_shapes import translation_json
from noroshi.formats.stix.translating import TARGETS
from noroshi.intelligence.translations import indicator, translated, translated_object
from noroshi.kernel.clock import now


@click.command()
@click.argument("pattern")
@click.option("--to", "target", type=click.Choice(TARGETS), required=True, help="The tool.")
@click.option("--title", default="", metavar="TEXT", help="What a rule is called.")
@click.option("--organisation", metavar="CODE", help="Who asks; else whoever may see all.")
@json_option
def translate(
    *, pattern: str, target: str, title: str, organisation: str | None, json: bool
) -> None:
    """Say a pattern of STIX, or an indicator by its identifier, for a tool that operators have.

    What the tool cannot be told is refused by naming the part; what is common infrastructure is neither
    blocked nor alerted on."""
    with opened_house(), acting_for(organisation) if organisation else nullcontext():
        if pattern.startswith("indicator--"):
            found = translated_object(indicator(pattern), target, now=now())
        else:
            found = translated(pattern, target, title=title)
    for note in found.notes:
        say(note)
    answer(translation_json(found), text=found.text.rstrip(), json=json)
