"""MISP's own records and the STIX objects that carry them: events, attributes, objects and sightings,
each with its fields as MISP writes them."""

from noroshi.formats.misp_records.carriers import (
    CARRIED,
    EVENT,
    KINDS,
    Part,
    check,
    identifier,
    instant,
    number,
    written,
)
from noroshi.formats.misp_records.events import (
    assembled,
    attributes,
    marked,
    merge,
    merge_attribute,
    merge_object,
    parts,
    read_attributes,
    read_event,
)
from noroshi.formats.misp_records.fields import Fields, mapping, read_sighting, stamp
from noroshi.formats.misp_records.kinds import described
from noroshi.formats.misp_records.tagging import tagged

__all__ = [
    "CARRIED",
    "EVENT",
    "KINDS",
    "Fields",
    "Part",
    "assembled",
    "attributes",
    "check",
    "described",
    "identifier",
    "instant",
    "mapping",
    "marked",
    "merge",
    "merge_attribute",
    "merge_object",
    "number",
    "parts",
    "read_attributes",
    "read_event",
    "read_sighting",
    "stamp",
    "tagged",
    "written",
]
