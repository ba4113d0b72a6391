"""MISP events as STIX 2.1 objects, by the converter that the MISP project keeps (misp-stix).

It brings the libraries of STIX 1 with it, which change the process that loads them, and it knows no
bounds: so it runs in a process of its own, of bounded memory and time."""

import hashlib
import logging
import re
import resource
import signal
import warnings
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from importlib import import_module
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Final, Self
from uuid import NAMESPACE_URL, uuid5

import orjson

from noroshi.kernel.errors import MalformedError

MOST_ATTRIBUTES: Final = 50_000  # a minute's work
MOST_SECONDS: Final = 120
MOST_MEMORY: Final = 4 << 30
UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
KNOWN: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE
)
NAMED_BY_UUID: Final = frozenset({"uuid", "referenced_uuid", "object_uuid"})
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Section 6.17 of STIX 2.1: a registry key has its hive spelled out.
HIVES: Final[Mapping[str, str]] = {
    "HKLM": "HKEY_LOCAL_MACHINE",
    "HKCU": "HKEY_CURRENT_USER",
    "HKCR": "HKEY_CLASSES_ROOT",
    "HKCC": "HKEY_CURRENT_CONFIG",
    "HKU": "HKEY_USERS",
}
HIVE: Final = re.compile(r"(HKLM|HKCU|HKCR|HKCC|HKU)(?=\\|$)", re.IGNORECASE)

Object = dict[str, Any]


def events(one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The events in a JSON object as MISP exports it: one, or those of a response; of STIX none."""
    if "type" in one:
        return []
    held = [one] if "Event" in one else list(_listed(one, "response"))
    return [each for each in held if isinstance(each.get("Event"), dict)]


class Converter:
    """A process that converts, started with the first event and ended with the context."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._end()

    def objects_of(self, one: Mapping[str, Any]) -> list[Object]:
        """The STIX objects that an event says, none of them checked, the same for the same event.

        Raises: MalformedError for an event that the converter cannot read."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_begin)
        try:
            found = self._pool.submit(_answer, orjson.dumps(one["Event"])).result()
        except BrokenProcessPool as error:
            self._end()
            raise MalformedError("Event: it takes too much memory or time to convert") from error
        if isinstance(found, str):
            raise MalformedError(found)
        objects: list[Object] = orjson.loads(found)
        return objects

    def _end(self) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """In the process: Ctrl-C is for the one that started it, memory is bounded."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _answer(event: bytes) -> bytes | str:
    """The objects in JSON, or the reason why there are none."""
    signal.alarm(MOST_SECONDS)
    try:
        return orjson.dumps(_objects(orjson.loads(event)))
    except MalformedError as error:
        return error.detail
    finally:
        signal.alarm(0)


def _objects(event: Object) -> list[Object]:
    if _count(event) > MOST_ATTRIBUTES:
        raise MalformedError(f"Event: more than {MOST_ATTRIBUTES:,} attributes")
    _identify(event)
    began = datetime.now(UTC)
    try:
        found = _converted(event)
    except Exception as error:  # what a library raises over somebody else's event is its own affair
        reason = str(error).partition("\n")[0][:200]
        raise MalformedError(f"Event: cannot be converted: {reason}") from error
    return [_dated(_spelled(each), began, _instant(event)) for each in found]


def _converted(event: Object) -> list[Object]:
    logging.getLogger("pymisp").setLevel(logging.CRITICAL)  # its advice to authors
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about its own sources
        converter = import_module("misp_stix_converter").MISPtoSTIX21Parser()
        converter.parse_misp_event({"Event": event})
    found: list[Object] = orjson.loads(converter.bundle.serialize())["objects"]
    return found


def _identify(event: dict[str, Any]) -> None:
    """Give what has no UUID one that follows from what it says: converted again, it is the same. STIX
    knows the UUIDs of RFC 4122 alone: from others theirs follow."""
    _replace(event)
    if not UUID.fullmatch(str(event.get("uuid"))):
        event["uuid"] = _uuid("event", event)
    for part in (*_attributes(event), *_listed(event, "Object")):
        if not UUID.fullmatch(str(part.get("uuid"))):
            part["uuid"] = _uuid(event["uuid"], part)
    for cluster in _clusters(event):
        if not UUID.fullmatch(str(cluster.get("uuid"))):
            cluster["uuid"] = _uuid("misp-galaxy", [cluster.get("type"), cluster.get("value")])


def _replace(one: Any) -> None:
    """Every UUID of a version that STIX does not know, wherever it stands."""
    waiting = [one]
    while waiting:
        held = waiting.pop()
        if isinstance(held, list):
            waiting += held
        elif isinstance(held, dict):
            waiting += held.values()
            for name in NAMED_BY_UUID & held.keys():
                told = held[name]
                if isinstance(told, str) and UUID.fullmatch(told) and not KNOWN.fullmatch(told):
                    held[name] = str(uuid5(NAMESPACE_URL, f"misp {told.lower()}"))


def _uuid(lead: str, said: Any) -> str:
    octets = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return str(uuid5(NAMESPACE_URL, f"{lead} {hashlib.sha256(octets).hexdigest()}"))


def _instant(event: Mapping[str, Any]) -> str:
    """When the event was changed last, or else the beginning of its day."""
    stamp = str(event.get("timestamp"))
    if re.fullmatch(r"[0-9]{1,10}", stamp) and int(stamp):
        return f"{datetime.fromtimestamp(int(stamp), UTC):%Y-%m-%dT%H:%M:%S.000Z}"
    day = str(event.get("date"))
    return f"{day if DAY.fullmatch(day) else '1970-01-01'}T00:00:00.000Z"


def _dated(one: Object, began: datetime, instant: str) -> Object:
    """What the converter says was made just now was made with the event."""
    for name in ("created", "modified", "valid_from", "first_observed", "last_observed"):
        told = one.get(name)
        if isinstance(told, str) and datetime.fromisoformat(told) >= began:
            one[name] = instant
    return one


def _listed(parent: Any, name: str) -> Iterator[dict[str, Any]]:
    members = parent.get(name) if isinstance(parent, dict) else None
    for member in members if isinstance(members, list) else ():
        if isinstance(member, dict):
            yield member


def _attributes(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    yield from _listed(event, "Attribute")
    for group in _listed(event, "Object"):
        yield from _listed(group, "Attribute")


def _count(event: Mapping[str, Any]) -> int:
    return sum(1 for _ in _attributes(event))


def _clusters(event: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Those of the event and of its attributes; MISP's own templates have some without a UUID."""
    for parent in (event, *_attributes(event)):
        for galaxy in _listed(parent, "Galaxy"):
            yield from _listed(galaxy, "GalaxyCluster")


def _spelled(one: Object) -> Object:
    """Where the converter takes over what STIX does not allow: abbreviated hives, blanks."""
    if one["type"] == "windows-registry-key" and isinstance(one.get("key"), str):
        one["key"] = HIVE.sub(lambda found: HIVES[found[1].upper()], one["key"], count=1)
    if one["type"] == "relationship":
        one["relationship_type"] = one["relationship_type"].strip()
    return one
