"""What is asked of tags: public knowledge, the same for everybody."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from noroshi.intelligence.tags import sql


class Meant(NamedTuple):
    """What a tag means. key: in small letters; table: its name, `galaxy threat-actor`."""

    key: str
    tag: str
    title: str
    description: str
    names: Sequence[str]
    technique: str
    colour: str
    uuid: str
    table: str
    table_title: str

    @property
    def galaxy(self) -> str:
        """The type of the galaxy that it is of, empty for none."""
        kind, _, name = self.table.partition(" ")
        return name if kind == "galaxy" else ""


def meanings(tags: Iterable[str]) -> Mapping[str, Meant]:
    """Those of the tags that are known, by tag in small letters; one question."""
    keys = sorted({tag.strip().lower().replace("\0", "") for tag in tags})
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(sql.MEANINGS, {"keys": keys})
        return {row[0]: Meant._make(row) for row in cursor.fetchall()}
