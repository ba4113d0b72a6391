"""A reading looked through: what of it is known already, what is common infrastructure, and what would
become of it. Nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from noroshi.formats.names.observables import Observable
from noroshi.formats.stix import UNSAID, observable_object
from noroshi.intelligence import searching_sql
from noroshi.intelligence.intake import Becomes, Finding, Reading, Why, becomes, is_offered
from noroshi.intelligence.terms import wanted
from noroshi.intelligence.warninglists.queries import common


@dataclass(frozen=True, slots=True)
class Looked:
    """A finding. number: in its reading; known: the identifier of an object that the reader may see and
    that names it, empty for none; common: names of the warning lists that it is on."""

    number: int
    finding: Finding
    known: str
    common: tuple[str, ...]
    becomes: Becomes
    why: Why

    @property
    def is_offered(self) -> bool:
        """Is it ticked before anybody has looked?"""
        return is_offered(self.why, self.becomes)


def looked_through(reading: Reading, column: int) -> list[Looked]:
    """The findings of a column, or of all, in their order."""
    findings = reading.of_column(column)
    observables = [one.observable for _, one in findings]
    lists, held = common(observables), known(observables)
    looked = []
    for number, one in findings:
        names = lists.get(one.observable, ())
        made, why = becomes(one.observable, is_common=bool(names), is_part=one.is_part)
        name = held.get(one.observable, "")
        looked.append(Looked(number, one, name, names, made, why))
    return looked


def known(asked: Sequence[Observable]) -> dict[Observable, str]:
    """Of the observables those that the requester may see an object of: its own, or one that names it."""
    named = {observable_object(one)["id"]: one for one in asked if one.kind not in UNSAID}
    with connection.cursor() as cursor:
        cursor.execute(searching_sql.HELD, {"ids": list(named)})
        found = {named[name]: name for (name,) in cursor.fetchall()}
        others = [one for one in asked if one not in found]
        terms = [searching_sql.BETWEEN.join(wanted(one.value)) for one in others]
        cursor.execute(searching_sql.NAMING, {"terms": terms})
        found |= {others[number - 1]: name for number, name in cursor.fetchall()}
    return found
