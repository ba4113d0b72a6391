"""`noroshi restore`"""

from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from noroshi.entrypoints.cli.answers import ReadableFile, answer, json_option, say
from noroshi.entrypoints.cli.backup import passphrase_option
from noroshi.entrypoints.cli.continuity import read_shown, refuse_rewritten, refuse_shorter
from noroshi.entrypoints.cli.meters import metered
from noroshi.ledger.keys import FILE_NAME
from noroshi.operations.backup import read_passphrase
from noroshi.operations.config import config
from noroshi.operations.database import refuse_powerful_role
from noroshi.operations.migrate import bring_up_to_date
from noroshi.operations.postgres import running
from noroshi.operations.restore import Backup
from noroshi.operations.restore import restore as restore_backup
from noroshi.operations.supervise import claimed


@click.command()
@click.argument("file", type=ReadableFile)
@passphrase_option
@click.option("--since", type=ReadableFile, help="A checkpoint that the backup must contain.")
@click.option("--replace", is_flag=True, help="Also where there is something: it is lost.")
@json_option
def restore(
    file: Path, passphrase_file: Path, since: Path | None, replace: bool, json: bool
) -> None:
    """Make the database what a backup holds: all of it or, if anything is wrong, nothing."""
    passphrase = read_passphrase(passphrase_file)
    shown = read_shown(since.read_text(encoding="utf-8")) if since else None
    embedded = config().database_url is None
    with (
        claimed(config().home),
        running(config().home) if embedded else nullcontext(),
        Backup.at(file, passphrase=passphrase) as backup,
        metered("restoring"),
    ):
        if shown:
            refuse_shorter(backup.header.checkpoint, shown)
        restore_backup(
            backup,
            replace=replace,
            then=partial(refuse_rewritten, shown=shown),
        )
        bring_up_to_date()
        refuse_powerful_role()
    if not (config().keys / FILE_NAME).exists():
        say(
            f"The log's signing keys are not in {config().keys}: put them there before anything"
            " else, or the log goes on under new ones."
        )
    header = backup.header
    document = {"file": str(file), "taken_at": header.taken_at, "checkpoint": header.checkpoint}
    answer(document, text=f"the database is as it was at {header.taken_at}", json=json)
