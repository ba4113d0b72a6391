"""Services in SPDX 2.3, which has no word for them: a package without files whose comment says so."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from noroshi.formats.bom import Service
from noroshi.formats.bom_fields import objects

MARK: Final = "A service: nothing of it is installed here."
ENDPOINT: Final = "endpoint"
ASKS, CROSSES, PART = "Asks who calls: ", "Crosses a trust boundary: ", "Part of: "
DATA: Final = "Data, "
YES_NO: Final = {True: "yes", False: "no"}
FLAGS: Final = {word: flag for flag, word in YES_NO.items()}
MOST_LINES: Final = 1000


def is_service(raw: object) -> bool:
    """Does a package say that it is one?"""
    comment = raw.get("comment") if isinstance(raw, Mapping) else None
    return isinstance(comment, str) and comment.startswith(MARK)


def comment_of(service: Service) -> str:
    """What the comment says of it, a line each."""
    lines = [MARK]
    lines += [f"{PART}{service.parent}"] if service.parent else []
    for label, flag in ((ASKS, service.is_authenticated), (CROSSES, service.crosses_boundary)):
        lines += [] if flag is None else [f"{label}{YES_NO[flag]}"]
    lines += [f"{DATA}{flow}: {text}" for flow, text in service.data]
    return "\n".join(lines)


def endpoints_of(service: Service) -> list[dict[str, object]]:
    """Its addresses, as references; a locator has no spaces (SPDX 2.3 section 7.21)."""
    return [
        {
            "referenceCategory": "OTHER",
            "referenceType": ENDPOINT,
            "referenceLocator": "%20".join(text.split()),
        }
        for text in service.endpoints
    ]


def told_by(raw: Mapping[str, object], known: Service) -> Service:
    """The service that such a package is. known: what of it stands where a package's would."""
    lines = str(raw["comment"]).splitlines()[1 : MOST_LINES + 1]
    endpoints = (
        one.get("referenceLocator")
        for one in objects(raw.get("externalRefs"))
        if one.get("referenceType") == ENDPOINT
    )
    return msgspec.structs.replace(
        known,
        endpoints=tuple(text for text in endpoints if isinstance(text, str)),
        is_authenticated=FLAGS.get(_after(lines, ASKS)),
        crosses_boundary=FLAGS.get(_after(lines, CROSSES)),
        data=tuple(_data(lines)),
        parent=_after(lines, PART) or None,
    )


def _after(lines: list[str], label: str) -> str:
    return next((line.removeprefix(label) for line in lines if line.startswith(label)), "")


def _data(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        flow, colon, text = line.removeprefix(DATA).partition(": ")
        if line.startswith(DATA) and colon:
            yield flow, text
