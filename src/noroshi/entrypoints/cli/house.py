"""The house, opened for one command: its database, migrated, and the local administrator in it."""

import locale
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import OperationalError
from django.utils import translation

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import UnavailableError
from noroshi.operations.config import config
from noroshi.operations.database import Role, connected_as, refuse_powerful_role
from noroshi.operations.migrate import bring_up_to_date
from noroshi.operations.postgres import running
from noroshi.parties.queries import console_actor
from noroshi.parties.scope import acting_as
from noroshi.pipeline import complete_handoffs


@contextmanager
def opened_house() -> Iterator[None]:
    """Hold the database and be the local administrator; what follows from the command is done
    before the end, unless a worker does it.

    Raises: UnavailableError if the database cannot be reached, RefusedError if its roles are
    not bound by row-level security."""
    embedded = config().database_url is None
    with running(config().home) if embedded else nullcontext(), _language():
        try:
            bring_up_to_date()
            refuse_powerful_role()
            with connected_as(Role.WORKER):
                yield
                complete_handoffs()
        except OperationalError as error:
            raise UnavailableError(f"the database fails: {error}") from error


@contextmanager
def acting_for(code: str) -> Iterator[Actor]:
    """Be strictly an organisation's console. Raises: AbsentError."""
    actor = console_actor(code)
    with connected_as(Role.WEB), acting_as(actor):
        yield actor


@contextmanager
def _language() -> Iterator[None]:
    """Sentences of the rooms in the terminal's language, of the two that there are."""
    name = locale.getlocale()[0] or ""
    with translation.override("ja" if name.startswith("ja") else "en"):
        yield
