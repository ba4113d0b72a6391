"""What is asked about weaknesses; exposures only as far as the requester may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from noroshi.kernel.errors import AbsentError
from noroshi.vulnerabilities.models import (
    Edition,
    ExploitPrediction,
    Exposure,
    KnownExploited,
    Vulnerability,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What KEV and EPSS say about a vulnerability now; None where they say nothing."""

    exploited: KnownExploited | None
    prediction: ExploitPrediction | None


def vulnerabilities(
    *, text: str = "", severity: str = "", exploited: str = "", exposed: str = ""
) -> QuerySet[Vulnerability]:
    """Vulnerabilities, newest first. exploited, exposed: `yes` narrows to KEV, to one's own."""
    found = Vulnerability.objects.all()
    if text:
        found = found.filter(
            Q(id__istartswith=text)
            | Q(title__icontains=text)
            | Q(title_ja__icontains=text)
            | Q(description__icontains=text)
        )
    if severity:
        found = found.filter(cvss_severity__iexact=severity)
    if exploited == "yes":
        found = found.filter(Exists(KnownExploited.objects.filter(id=OuterRef("id"))))
    if exposed == "yes":
        found = found.filter(Exists(Exposure.objects.filter(cause=OuterRef("id"), ended_at=None)))
    return found


def vulnerability(identifier: str) -> Vulnerability:
    """One vulnerability with its scores, products and ranges. Raises: AbsentError."""
    found = (
        Vulnerability.objects.prefetch_related("scores", "products__ranges", "products__names")
        .filter(id=identifier)
        .first()
    )
    if found is None:
        raise AbsentError(f"{identifier} is not known here")
    return found


def standings(identifiers: Iterable[str]) -> dict[str, Standing]:
    """KEV and EPSS for each of the identifiers, in two queries."""
    wanted = list(identifiers)
    exploited = KnownExploited.objects.in_bulk(wanted)
    predictions = ExploitPrediction.objects.in_bulk(wanted)
    return {name: Standing(exploited.get(name), predictions.get(name)) for name in wanted}


def exposures(
    *, cause: str = "", organisation: UUID | None = None, asset: UUID | None = None
) -> QuerySet[Exposure]:
    """Present exposures that the requester may see."""
    found = Exposure.objects.filter(ended_at=None).select_related("asset__system", "organisation")
    if cause:
        found = found.filter(cause=cause)
    if organisation:
        found = found.filter(organisation_id=organisation)
    if asset:
        found = found.filter(asset_id=asset)
    return found.order_by("organisation__code", "asset__name", "id")


def editions() -> QuerySet[Edition]:
    """Which edition of KEV and EPSS is held."""
    return Edition.objects.order_by("kind")
