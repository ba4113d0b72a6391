"""What an analysis says of what a vulnerability affects."""

from collections.abc import Iterator, Mapping
from datetime import datetime

import msgspec

from noroshi.formats.advisories import Justification, Product, Statement, Status, unique
from noroshi.formats.cyclonedx_vex.wire import Affects, Analysis, Version, Vulnerability
from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.names.vers import read_vers

STATES: Mapping[str, Status] = {
    "resolved": Status.FIXED,
    "resolved_with_pedigree": Status.FIXED,
    "exploitable": Status.AFFECTED,
    "in_triage": Status.UNDER_INVESTIGATION,
    "false_positive": Status.NOT_AFFECTED,
    "not_affected": Status.NOT_AFFECTED,
}
# Each as near as VEX's five come.
JUSTIFICATIONS: Mapping[str, Justification] = {
    "code_not_present": Justification.CODE_NOT_PRESENT,
    "code_not_reachable": Justification.CODE_NOT_IN_EXECUTE_PATH,
    "requires_configuration": Justification.CODE_CANNOT_BE_CONTROLLED,
    "requires_dependency": Justification.COMPONENT_NOT_PRESENT,
    "requires_environment": Justification.CODE_CANNOT_BE_CONTROLLED,
    "protected_by_compiler": Justification.INLINE_MITIGATIONS,
    "protected_at_runtime": Justification.INLINE_MITIGATIONS,
    "protected_at_perimeter": Justification.INLINE_MITIGATIONS,
    "protected_by_mitigating_control": Justification.INLINE_MITIGATIONS,
}


def statements_of(
    vulnerability: Vulnerability, affects: Affects, product: Product, *, at: datetime | None
) -> Iterator[Statement]:
    """One for each status that versions of the product have. at: since when, UTC."""
    analysis = vulnerability.analysis or Analysis()
    names = unique((vulnerability.id, *(other.id for other in vulnerability.references or ())))
    for status, meant in _by_status(affects, analysis, product):
        is_safe = status is Status.NOT_AFFECTED
        given = analysis.justification if is_safe else None
        yield Statement(
            vulnerability=names[0],
            aliases=names[1:],
            product=meant,
            status=status,
            justification=JUSTIFICATIONS.get(given or ""),
            justification_given=given,
            impact=analysis.detail or None if is_safe else None,
            actions=_actions(vulnerability, analysis) if status is Status.AFFECTED else (),
            at=at,
        )


def _by_status(
    affects: Affects, analysis: Analysis, product: Product
) -> Iterator[tuple[Status, Product]]:
    """Without versions of its own, the product as it stands in the document is meant."""
    state = STATES.get(analysis.state or "")
    found: dict[Status, list[VersionEntry]] = {}
    for stated in affects.versions or ():
        status = _status(state, stated.status)
        if status:
            found.setdefault(status, []).extend(_entries(stated))
    if not found:
        yield state or Status.AFFECTED, product
    for status, entries in found.items():
        versions = unique(entries)
        yield status, msgspec.structs.replace(product, version=None, versions=versions)


def _status(state: Status | None, word: str | None) -> Status | None:
    """Of some versions. Without an analysis a document tells who is affected; a product that is
    not, by its analysis, may still name the versions of its part that are: nothing is said then."""
    if word == "unknown":
        return Status.UNDER_INVESTIGATION
    if word == "unaffected":
        return Status.FIXED if state is Status.FIXED else Status.NOT_AFFECTED
    if word == "affected":
        if state is Status.NOT_AFFECTED:
            return None
        return Status.AFFECTED if state is Status.FIXED else state or Status.AFFECTED
    return state or Status.AFFECTED


def _entries(stated: Version) -> tuple[VersionEntry, ...]:
    if stated.version:
        return (VersionEntry(stated.version, "affected"),)
    text = stated.range or ""
    return read_vers(text) or (VersionEntry(text, "affected"),)


def _actions(vulnerability: Vulnerability, analysis: Analysis) -> tuple[str, ...]:
    """What is recommended, and the words of the response (`update`, `will_not_fix`)."""
    told = (vulnerability.recommendation, vulnerability.workaround, analysis.detail)
    return unique(text for text in (*told, *(analysis.response or ())) if text)
