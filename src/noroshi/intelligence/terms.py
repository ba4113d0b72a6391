"""What an object is found by: pure, the same for what is kept and for what is asked.

A text is cut into runs without blanks and quotation marks. A run stands whole (an address, a URL, a
technique's number) and by its words, `YureiLoader` also by its parts; a name also by the names above
it. Japanese, which writes no blanks, is cut into pairs of characters, and single ones. What belongs to
a facet is a term as well."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from noroshi.formats.names.observables import refang

MOST_TERMS: Final = 400  # of an object; what it says first counts
LONGEST_TERM: Final = 400
MOST_WANTED: Final = 20

_JAPANESE: Final = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN: Final = re.compile(rf"[{_JAPANESE}]+|[^\s'\"`<>()\[\]{{}},;=|、。・「」{_JAPANESE}]+")
_HUMP: Final = re.compile(r"[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d{2,}")  # `Yurei` and `Loader`
_WORD: Final = re.compile(r"[^\W_]+")
_AROUND: Final = ".:!?-/_*#&\\~"
# Members that say nothing that somebody would look for.
SILENT: Final = frozenset(
    {"id", "type", "spec_version", "created", "modified", "pattern_type", "pattern_version", "lang"}
    | {"object_marking_refs", "granular_markings", "extension_type", "published", "valid_from"}
    | {"valid_until", "first_seen", "last_seen", "first_observed", "last_observed"}
)
LABELS: Final = (
    "labels", "indicator_types", "malware_types", "threat_actor_types", "tool_types",
    "infrastructure_types", "report_types",
)  # fmt: skip


def terms_of(one: Mapping[str, Any]) -> list[str]:
    """The terms of an object's texts, its identifier, and `ref=ID` for whatever it refers to; the
    first MOST_TERMS of them."""
    found: dict[str, None] = {one["id"].lower(): None}
    for target in references(one):
        found[f"ref={target}"] = None
    for text in _texts(one):
        for run in _runs(text):
            found.update(dict.fromkeys(_kept(run)))
        if len(found) > MOST_TERMS:
            break
    return list(found)[:MOST_TERMS]


def words_of(texts: Iterable[str]) -> list[str]:
    """The terms of texts beside an object, such as the names of what it is tagged with."""
    found = (term for text in texts for run in _runs(text) for term in _kept(run))
    return list(dict.fromkeys(found))[:MOST_TERMS]


def wanted(text: str) -> list[str]:
    """The terms that an object must all have for a text that somebody looks for. De-fanged spellings
    are read as what they stand for."""
    found: dict[str, None] = {}
    for run in _runs(text):
        found.update(dict.fromkeys(_asked(run)))
    return list(found)[:MOST_WANTED]


def references(one: Mapping[str, Any]) -> list[str]:
    """The ids of what an object refers to, whichever member says so; its markings are none."""
    found: dict[str, None] = {}
    for name, value in one.items():
        if name in SILENT:
            continue
        if name.endswith("_ref") and isinstance(value, str):
            found[value] = None
        elif name.endswith("_refs") and isinstance(value, list):
            found.update(dict.fromkeys(one for one in value if isinstance(one, str)))
    return list(found)[:MOST_TERMS]


def labels_of(one: Mapping[str, Any]) -> list[str]:
    """The labels of an object, those of its kind's open vocabulary among them."""
    lists = (one.get(name) for name in LABELS)
    return list(
        dict.fromkeys(
            label[:LONGEST_TERM]
            for labels in lists
            if isinstance(labels, list)
            for label in labels
            if isinstance(label, str) and label and "\0" not in label
        )
    )[:50]


def _texts(value: Any, name: str = "") -> Iterator[str]:
    """Every text in an object, however deep; an iteration, since some are nested deeply."""
    waiting: list[tuple[str, Any]] = [(name, value)]
    while waiting:
        name, value = waiting.pop()
        if isinstance(value, str):
            if not name.endswith(("_ref", "_refs")):
                yield value
        elif isinstance(value, Mapping):
            waiting += [pair for pair in reversed([*value.items()]) if pair[0] not in SILENT]
        elif isinstance(value, list):
            waiting += [(name, item) for item in reversed(value)]


def _runs(text: str) -> Iterator[str]:
    folded = unicodedata.normalize("NFKC", text)
    if "[" in folded or "hxxp" in folded.lower():
        folded = refang(folded)
    for run in _RUN.findall(folded):
        if bare := run.strip(_AROUND).replace("\0", ""):
            yield bare[:LONGEST_TERM]


def _is_japanese(run: str) -> bool:
    return re.match(f"[{_JAPANESE}]", run) is not None


def _kept(run: str) -> Iterator[str]:
    if _is_japanese(run):
        yield from run
        yield from _pairs(run)
        return
    low = run.lower()
    yield low
    words = _WORD.findall(run)
    for word in words:
        yield word.lower()
        if not (word.islower() or word.isupper()):
            yield from (part.lower() for part in _HUMP.findall(word))
    if words == [run]:
        return
    host = low.partition("://")[2] or low
    host = re.split("[/?#]", host, maxsplit=1)[0].rpartition("@")[2]
    while "." in host:
        yield host
        host = host.partition(".")[2]


def _asked(run: str) -> Sequence[str]:
    if _is_japanese(run):
        return _pairs(run) or [run]
    return [run.lower()]


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]
