"""Statements that many transactions hold: the server plans each once a connection, and they go straight
through the driver's library. The cursors that are passed by take as long as the server does."""

import select
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from django.db.models import Model
from psycopg.adapt import Transformer
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult


class Prepared(NamedTuple):
    """A statement that the server plans once a connection. text: its parameters are $1, $2, …"""

    name: bytes
    text: bytes


class _Call(NamedTuple):
    """A statement with its parameters, in the server's binary format."""

    statement: Prepared
    parameters: Sequence[bytes | None]


Row = TypeVar("Row", bound=Model)

_prepared: WeakKeyDictionary[psycopg.Connection[Any], set[Prepared]] = WeakKeyDictionary()
_waiting: ContextVar[list[_Call] | None] = ContextVar("waiting", default=None)


def begin_with(statement: str) -> None:
    """Begin the transaction of an `atomic` that has executed nothing yet, with a statement of our
    own text, in one round trip to the server: half of what two take, and every request does this.

    Raises: django.db.Error as a cursor does."""
    connection = connections["default"]
    with connection.wrap_database_errors:
        _checked(connection.connection.pgconn.exec_(f"BEGIN; {statement}".encode()))


def execute_prepared(statement: Prepared, parameters: Sequence[bytes | None]) -> None:
    """Execute a statement, or let it wait for the end of `together`.

    parameters: in the server's binary format (of text and bytea their octets, of uuid its 16).
    Raises: django.db.Error as a cursor does."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.append(_Call(statement, parameters))
        return
    with connections["default"].wrap_database_errors:
        _executed(_Call(statement, parameters))


def ask_prepared(
    statement: Prepared, parameters: Sequence[bytes | None] = ()
) -> list[tuple[Any, ...]]:
    """The rows that a statement finds, as a cursor would read them. parameters, Raises: as
    `execute_prepared`."""
    return _asked(statement, parameters)[1]


def ask_models(
    model: type[Row], statement: Prepared, parameters: Sequence[bytes | None] = ()
) -> list[Row]:
    """The same as models, of which a statement finds every column, and none that Django reads by a
    converter (JSON)."""
    names, rows = _asked(statement, parameters)
    columns = {name: place for place, name in enumerate(names)}
    fields = model._meta.concrete_fields  # noqa: SLF001 - the table's columns
    attributes = [one.attname for one in fields]
    places = [columns[str(one.column).encode()] for one in fields]
    return [model.from_db("default", attributes, [row[place] for place in places]) for row in rows]


@contextmanager
def together() -> Iterator[None]:
    """What is executed within is sent at the end, in one round trip to the server and in its order.
    Nothing that is asked within may rest on it. Within another, it is part of that.

    Raises: django.db.Error at the end, for the first statement that fails; those after it did nothing."""
    if _waiting.get() is not None:
        yield
        return
    waiting: list[_Call] = []
    mark = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(mark)
    with connections["default"].wrap_database_errors:
        _send(waiting)


def _asked(
    statement: Prepared, parameters: Sequence[bytes | None]
) -> tuple[list[bytes], list[tuple[Any, ...]]]:
    with connections["default"].wrap_database_errors:
        result = _executed(_Call(statement, parameters))
        names = [result.fname(place) or b"" for place in range(result.nfields)]
        reading = Transformer(connections["default"].connection)
        reading.set_pgresult(result)
        return names, reading.load_rows(0, result.ntuples, tuple)


def _executed(call: _Call) -> PGresult:
    driver: Any = _ready([call])  # whose types know of no NULL
    formats = [Format.BINARY] * len(call.parameters)
    return _checked(driver.exec_prepared(call.statement.name, call.parameters, formats))


def _send(calls: Sequence[_Call]) -> None:
    """All of them before the first answer is read."""
    driver = _ready(calls)
    driver.enter_pipeline_mode()
    try:
        for statement, parameters in calls:
            formats = [Format.BINARY] * len(parameters)
            driver.send_query_prepared(statement.name, parameters, formats)
        driver.pipeline_sync()
        while driver.flush():
            _await(driver, select.POLLIN | select.POLLOUT)
        results = [one for _ in calls for one in (_next(driver), _next(driver)) if one]
        _next(driver)  # the end of them
    finally:
        driver.exit_pipeline_mode()
    if len(results) < len(calls):
        raise psycopg.OperationalError("the server is gone")
    for result in results:
        _checked(result)


def _next(driver: PGconn) -> PGresult | None:
    """The next answer, None after each; while it is under way others have the interpreter."""
    while driver.is_busy():
        _await(driver, select.POLLIN)
    return driver.get_result()


def _await(driver: PGconn, what: int) -> None:
    waiting = select.poll()
    waiting.register(driver.socket, what)
    waiting.poll()
    driver.consume_input()


def _ready(calls: Sequence[_Call]) -> PGconn:
    """The connection, open, in a transaction if Django is in one, knowing the statements."""
    connections["default"].ensure_connection()
    connection = connections["default"].connection
    driver: PGconn = connection.pgconn
    if not connection.autocommit and driver.transaction_status == TransactionStatus.IDLE:
        _checked(driver.exec_(b"BEGIN"))  # the driver would, before a cursor's first
    known = _prepared.setdefault(connection, set())
    for statement in {call.statement for call in calls} - known:
        _checked(driver.prepare(statement.name, statement.text))
        known.add(statement)
    return driver


def _checked(result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        is_told = result.error_field(DiagnosticField.SQLSTATE)
        if not is_told:  # by the server, which is gone
            raise psycopg.OperationalError(result.get_error_message())
        raise psycopg.errors.error_from_result(result)
    return result
