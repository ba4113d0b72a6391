"""`noroshi match`"""

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.pipeline import bring_warnings_up_to_date


@click.command()
@json_option
def match(json: bool) -> None:
    """Bring exposures and warnings up to date: only what changed since is matched again."""
    with opened_house(), metered("matching") as meter:
        matched, raised = bring_warnings_up_to_date(progress=meter.doing)
    document = {
        "found": matched.found,
        "ended": matched.ended,
        "raised": raised.count("raised"),
        "reopened": raised.count("reopened"),
        "closed": raised.count("closed"),
    }
    text = ", ".join(f"{number} {what}" for what, number in document.items())
    answer(document, text=text, json=json)
