"""STIX 2.1 (OASIS Standard, 10 June 2021): bundles of any size read and written forward, each object
checked, markings read, identifiers of observables made; STIX 2.0 raised to 2.1."""

from noroshi.formats.stix.bundles import Found, bundle_of, read_objects
from noroshi.formats.stix.checking import IDENTIFIED, check
from noroshi.formats.stix.identifiers import canonical, observable_id
from noroshi.formats.stix.markings import (
    PAP_REFS,
    TLP_2,
    TLP_MARKINGS,
    marking_refs,
    pap_definition,
    pap_of,
    strictest_tlp,
)
from noroshi.formats.stix.observed import UNSAID, observable_object, pattern_of
from noroshi.formats.stix.raising import is_old, raised

__all__ = [
    "IDENTIFIED",
    "PAP_REFS",
    "TLP_2",
    "TLP_MARKINGS",
    "UNSAID",
    "Found",
    "bundle_of",
    "canonical",
    "check",
    "is_old",
    "marking_refs",
    "observable_id",
    "observable_object",
    "pap_definition",
    "pap_of",
    "pattern_of",
    "raised",
    "read_objects",
    "strictest_tlp",
]
