"""Give each new kind of assets its names, and each version its keys. They are worked out on another
core while the database does something else."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from noroshi.formats.names.versions import Scheme, version_key
from noroshi.operations.copy_text import array_literal
from noroshi.vulnerabilities import matching_sql as sql
from noroshi.vulnerabilities.actions.follow_aliases import known_aliases
from noroshi.vulnerabilities.aliases import Aliases
from noroshi.vulnerabilities.rules import asset_names, source_versions

LOT = 20_000  # kinds
AHEAD = 10  # lots of which the names are worked out, and wait to be stored

Row = tuple[Any, ...]
Texts = tuple[str, ...]


def name_kinds(cursor: Any, meanwhile: Callable[[], None]) -> None:
    """Store the names of the fresh kinds, and the keys of versions that have none.

    meanwhile: what the connection has to do that needs neither."""
    aliases = known_aliases()
    lots = _lots(cursor)
    versions, first = _versions(cursor), list(islice(lots, AHEAD))
    with ThreadPoolExecutor(1) as beside:
        keys = beside.submit(_keys, versions)
        waiting = deque(beside.submit(_names, lot, aliases) for lot in first)
        meanwhile()
        _store(cursor, sql.ADD_VERSIONS, keys.result())
        of_sources: set[str] = set()
        while waiting:
            names, compared = waiting.popleft().result()
            _store(cursor, sql.ADD_NAMES, names)
            of_sources |= compared
            waiting.extend(beside.submit(_names, lot, aliases) for lot in islice(lots, 1))
    _store(cursor, sql.ADD_VERSIONS, _keys(_versions(cursor, of_sources)))


def _lots(cursor: Any) -> Iterator[list[Row]]:
    last = 0
    while True:
        cursor.execute(sql.FRESH, [last, LOT])
        rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def _versions(cursor: Any, of_sources: Iterable[str] = ()) -> list[str]:
    """Those that have no keys yet."""
    cursor.execute(sql.FRESH_VERSIONS, [list(of_sources)])
    return [version for (version,) in cursor.fetchall()]


def _store(cursor: Any, statement: str, rows: list[Texts]) -> None:
    if rows:
        cursor.execute(statement, list(map(array_literal, zip(*rows, strict=True))))


def _keys(versions: list[str]) -> list[Texts]:
    return [
        (text, scheme.value, f"\\x{key.hex()}")
        for text in versions
        for scheme in Scheme
        if (key := version_key(text, scheme)) is not None
    ]


def _names(kinds: list[Row], aliases: Aliases) -> tuple[list[Texts], set[str]]:
    """Each name of each kind, and which further versions are compared."""
    names = [named for kind in kinds for named in _names_of(kind, aliases)]
    return names, {version for *_, purl, _ in kinds for version in _told(purl).values()}


def _names_of(kind: Row, aliases: Aliases) -> Iterator[Texts]:
    """The names of a kind, each with how it was found and the version that is compared under it: of
    a source package that of the source, under the further names, too, to which its names alone lead."""
    number, vendor, product, version, purl, cpe = kind
    keys = asset_names(purl=purl, cpe=cpe, vendor=vendor, product=product)
    compared = dict(_told(purl))
    of_source = next(iter(compared.values()), version)
    if of_source != version:
        own = keys - compared.keys()
        for key in aliases.further(compared).keys() - aliases.further(own).keys() - own:
            compared[key] = of_source
    for key, via in aliases.all_of(keys):
        yield str(number), key, via, compared.get(key) or version


def _told(purl: str) -> Mapping[str, str]:
    return source_versions(purl) if "upstream=" in purl else {}
