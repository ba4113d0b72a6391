"""`noroshi backup`"""

from contextlib import nullcontext
from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import NewFile, ReadableFile, answer, json_option
from noroshi.entrypoints.cli.meters import metered
from noroshi.kernel.clock import now
from noroshi.operations.backup import back_up, read_passphrase
from noroshi.operations.config import config
from noroshi.operations.postgres import running

passphrase_option = click.option(
    "--passphrase-file", type=ReadableFile, required=True, help="Its first line is taken."
)


@click.command()
@click.argument("file", type=NewFile)
@passphrase_option
@json_option
def backup(file: Path, passphrase_file: Path, json: bool) -> None:
    """Write the whole database, as it is at one instant, to a file that the passphrase opens.

    Signing keys and this installation's secrets are not in it: keep them apart."""
    embedded = config().database_url is None
    passphrase = read_passphrase(passphrase_file)
    with running(config().home) if embedded else nullcontext(), metered("backing up"):
        header = back_up(file, passphrase=passphrase, at=now())
    octets = file.stat().st_size
    document = {"file": str(file), "octets": octets, "taken_at": header.taken_at}
    text = f"{octets:,} octets in {file}"
    answer({**document, "checkpoint": header.checkpoint}, text=text, json=json)
