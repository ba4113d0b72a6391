"""What is asked about advisories, as far as the requester may see; nobody sees what is TLP:CLEAR."""

from itertools import count
from uuid import UUID

from django.db.models import QuerySet

from noroshi.kernel.errors import AbsentError
from noroshi.suppliers.advising import DRAFT
from noroshi.suppliers.models import Advisory, AdvisoryRecipient

ABSENT = "there is no such advisory"


def advisories(*, state: str = "", tlp: str = "", text: str = "") -> QuerySet[Advisory]:
    """Every version that the requester may see, without documents, the last saved first. text:
    part of a title, or how an identifier begins."""
    found = Advisory.objects.defer("document", "signature")
    if state:
        found = found.filter(state=state)
    if tlp:
        found = found.filter(tlp=tlp)
    if text:
        found = found.filter(title__icontains=text) | found.filter(tracking_id__istartswith=text)
    return found


def advisory(identifier: UUID) -> Advisory:
    """One version, with its document. Raises: AbsentError."""
    found = Advisory.objects.filter(id=identifier).first()
    if found is None:
        raise AbsentError(ABSENT)
    return found


def versions(of: Advisory) -> QuerySet[Advisory]:
    """Every version of the same advisory, the last saved first."""
    return advisories().filter(organisation_id=of.organisation_id, tracking_id=of.tracking_id)


def recipients(of: Advisory) -> list[str]:
    """The codes that its publisher named; of another's, one's own alone."""
    named = AdvisoryRecipient.objects.filter(advisory=of)
    return list(named.order_by("code").values_list("code", flat=True))


def newest_of(code: str = "") -> Advisory:
    """The last published of a publisher, without a code of the national office.

    Raises: AbsentError without one that the requester may see."""
    found = _newest(code).order_by("-changed_at").first()
    if found is None:
        raise AbsentError("there is no such publisher")
    return found


def folder(code: str, tlp: str, year: int | None = None) -> QuerySet[Advisory]:
    """What a publisher's folder of one marking holds, by file name."""
    found = _newest(code).filter(tlp=tlp).order_by("name")
    return found if year is None else found.filter(released_at__year=year)


def file(code: str, tlp: str, path: tuple[int, str]) -> Advisory:
    """One document by year and file name, with its octets. Raises: AbsentError."""
    year, name = path
    named = Advisory.objects.filter(code=code, tlp=tlp, is_newest=True, name=name)
    found = named.filter(released_at__year=year).first()
    if found is None:
        raise AbsentError(ABSENT)
    return found


def publishers() -> list[str]:
    """The codes of those of whom the requester may see something, the national office left out."""
    found = Advisory.objects.filter(is_newest=True, is_national=False).exclude(state=DRAFT)
    return list(found.order_by("code").values_list("code", flat=True).distinct())


def next_id(code: str, year: int) -> str:
    """`GATES-2026-0003`: the first that the publisher has not used in the year."""
    own = Advisory.objects.filter(code=code, tracking_id__startswith=f"{code}-{year}-")
    used = set(own.values_list("tracking_id", flat=True))
    numbers = (f"{code}-{year}-{number:04d}" for number in count(1))
    return next(one for one in numbers if one not in used)


def namespace_of(code: str) -> str:
    """How a publisher named itself last, or nothing."""
    last = Advisory.objects.filter(code=code).order_by("-saved_at").first()
    return str(last.publisher["namespace"]) if last else ""


def _newest(code: str) -> QuerySet[Advisory]:
    found = Advisory.objects.defer("document").filter(is_newest=True)
    return found.filter(code=code) if code else found.filter(is_national=True)
