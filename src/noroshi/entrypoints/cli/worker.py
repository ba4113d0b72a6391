"""`noroshi worker`: what `noroshi up` runs beside the site."""

import click

from noroshi.operations.database import refuse_powerful_role
from noroshi.pipeline import work


@click.command()
def worker() -> None:
    """Do the work that is queued, until SIGTERM."""
    refuse_powerful_role()
    work()
