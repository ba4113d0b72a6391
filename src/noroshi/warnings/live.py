"""One connection to the database that hears of changes, for all the pages that a process serves."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg import AsyncConnection

from noroshi.operations.database import parameters_for, role_of_process
from noroshi.warnings import sql

LOOK: Final = 0.2  # seconds after which whoever listens may ask something


@dataclass(frozen=True, slots=True)
class News:
    """is_acting: the hat has not ended; has_news: it may see something that changed."""

    is_acting: bool
    has_news: bool


class Listener:
    """Hears of changes, and asks for whom they are any. Raises: psycopg.OperationalError."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def heard(self) -> frozenset[datetime]:
        """The instants that were announced meanwhile; waits LOOK seconds at most."""
        texts = [
            text
            async for one in self._connection.notifies(timeout=LOOK, stop_after=1)
            for text in one.payload.split()
        ]
        return frozenset(map(datetime.fromisoformat, texts))

    async def news(
        self, actors: Collection[UUID], changed: Collection[datetime]
    ) -> dict[UUID, News]:
        """What changed at these instants, as far as each actor may see under its own policies."""
        parameters = {"actors": list(actors), "changed": list(changed)}
        cursor = await self._connection.execute(sql.NEWS, parameters, prepare=True)
        return {actor: News(*row) for actor, *row in await cursor.fetchall()}

    async def open_sessions(self, sessions: Collection[str]) -> set[str]:
        """Those of the sessions that have neither ended nor expired."""
        parameters = {"sessions": list(sessions)}
        cursor = await self._connection.execute(sql.OPEN_SESSIONS, parameters)
        return {key for (key,) in await cursor.fetchall()}


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    """A listener while it is needed."""
    parameters = {**parameters_for(role_of_process()), "application_name": "noroshi live"}
    connection = await AsyncConnection.connect(**parameters, autocommit=True)
    async with connection:
        await connection.execute(sql.LISTEN)
        yield Listener(connection)
