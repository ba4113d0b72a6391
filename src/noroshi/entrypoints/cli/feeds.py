"""`noroshi feeds …`"""

from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import answer_import, json_option
from noroshi.entrypoints.cli.house import opened_house
from noroshi.entrypoints.cli.meters import metered
from noroshi.kernel.clock import now
from noroshi.vulnerabilities.actions.import_feeds import import_feeds


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(exists=True, readable=True, path_type=Path)
)
@click.option("--may-shrink", is_flag=True, help="An edition may lose more than a tenth.")
@json_option
def import_paths(paths: tuple[Path, ...], may_shrink: bool, json: bool) -> None:
    """Take in files and folders of CVE records, KEV catalogues and EPSS editions.

    They are recognised by content, plain or as gzip, zstd, tar or JSON Lines. What is older than
    what is held changes nothing; what is no feed is listed as refused."""
    with opened_house(), metered("documents") as meter:
        result = import_feeds(paths, by=None, at=now(), may_shrink=may_shrink, progress=meter.add)
    answer_import(result.as_json(), json=json)
