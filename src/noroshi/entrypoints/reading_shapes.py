"""The shape of a reading, the same from the API and from the command line."""

from collections.abc import Sequence

from noroshi.entrypoints.shapes import Shape, instant
from noroshi.formats.names.observables import defang
from noroshi.intelligence.actions.store_reading import Stored
from noroshi.intelligence.intake import EVERY, Reading
from noroshi.intelligence.readings import Looked


def reading_json(reading: Reading, column: int, looked: Sequence[Looked]) -> Shape:
    """What a document said, and what would become of each value. column: that was looked at, `*` for
    every one, null where the document is no sheet."""
    chosen = None if not reading.columns else "*"
    if reading.columns and column != EVERY:
        chosen = reading.columns[column].name
    return {
        "name": reading.name,
        "digest": reading.digest,
        "at": instant(reading.at),
        "column": chosen,
        "columns": [
            {"name": one.name, "cells": one.cells, "found": one.found} for one in reading.columns
        ],
        "items": [looked_json(one) for one in looked],
        "unread": [
            {"place": one.place, "text": one.text}
            for one in reading.unread
            if column in (EVERY, one.column)
        ],
        "is_cut": reading.is_cut,
    }


def looked_json(one: Looked) -> Shape:
    """A value that a document names."""
    observable = one.finding.observable
    return {
        "number": one.number,
        "kind": observable.kind.value,
        "value": observable.value,
        "defanged": defang(observable.value),
        "place": one.finding.place,
        "excerpt": one.finding.excerpt,
        "known": one.known or None,
        "common": list(one.common),
        "becomes": one.becomes.value,
        "why": one.why.value,
        "offered": one.is_offered,
    }


def stored_json(stored: Stored) -> Shape:
    """What was stored."""
    result = stored.result
    counts = {"accepted": result.accepted, "unchanged": result.unchanged}
    return {"report": stored.report, **counts}
