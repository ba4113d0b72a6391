"""What is asked about suppliers, as far as the requester may see."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from noroshi.kernel.errors import AbsentError
from noroshi.suppliers import sql
from noroshi.suppliers.models import Disclosure, DisclosureLine, Line, ProductClaim, Thread
from noroshi.suppliers.rules import OWED, State
from noroshi.vulnerabilities.models import Product, ProductName
from noroshi.vulnerabilities.queries import records


@dataclass(frozen=True, slots=True)
class Counted:
    """Roughly how many organisations run a version: as many or somewhat more."""

    version: str
    organisations: int


def claims() -> QuerySet[ProductClaim]:
    """Products that suppliers have named, verified or not."""
    return ProductClaim.objects.select_related("organisation")


def pending_products() -> QuerySet[ProductClaim]:
    """Products that wait for the national office, oldest first; is_contested: another supplier has
    named the same, as far as the requester may see."""
    others = ProductClaim.objects.filter(key=OuterRef("key"), withdrawn_at=None).exclude(
        organisation=OuterRef("organisation")
    )
    waiting = claims().filter(verified_at=None, withdrawn_at=None)
    return waiting.annotate(is_contested=Exists(others)).order_by("claimed_at", "id")


def concerned(cause: str) -> QuerySet[ProductClaim]:
    """Verified products that the records of a vulnerability name."""
    products = Product.objects.filter(vulnerability__in=records(cause))
    named = ProductName.objects.filter(name_set__in=products.values("name_set"))
    return claims().filter(key__in=named.values("key")).exclude(verified_at=None)


def claim(identifier: UUID) -> ProductClaim:
    """One product that a supplier has named. Raises: AbsentError."""
    found = claims().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such product of a supplier")
    return found


def rough_counts() -> Mapping[UUID, list[Counted]]:
    """Of each of the requester's own verified products, roughly how many run which version, the
    most first. There is nothing to choose: whoever asks is told all of it, and the same again."""
    found: dict[UUID, list[Counted]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.COUNTS)
        for claim, version, organisations in cursor.fetchall():
            found.setdefault(claim, []).append(Counted(version, organisations))
    return found


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of threads is narrowed to; empty means all. state: a state, or `owed` for what
    waits for the supplier."""

    state: str = ""
    kind: str = ""
    organisation: str = ""
    text: str = ""


def threads(chosen: Filter = Filter()) -> QuerySet[Thread]:
    """Notices and requests, with supplier and product."""
    found = Thread.objects.select_related("organisation", "claim")
    if chosen.state:
        found = found.filter(state__in=OWED if chosen.state == "owed" else (chosen.state,))
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.organisation:
        found = found.filter(organisation__code=chosen.organisation)
    if chosen.text:
        found = found.filter(
            Q(cause__istartswith=chosen.text) | Q(claim__product__icontains=chosen.text)
        )
    return found


def contacted(causes: Iterable[str]) -> dict[str, bool]:
    """Each of the vulnerabilities about which a supplier was written to, and whether one answered."""
    found: dict[str, bool] = {}
    sent = Thread.objects.filter(cause__in=list(causes)).exclude(state=State.WITHDRAWN)
    for cause, state in sent.values_list("cause", "state"):
        found[cause] = found.get(cause, False) or state in (State.ANSWERED, State.DONE)
    return found


@dataclass(frozen=True, slots=True)
class SupplierAnswer:
    """What the supplier of a product answered about a vulnerability; answer: as rules.Answer has it."""

    cause: str
    product: str
    supplier: str
    supplier_ja: str
    answer: dict[str, Any]
    at: datetime


def answers_for_exposed(causes: Iterable[str]) -> dict[str, list[SupplierAnswer]]:
    """What suppliers answered about the vulnerabilities, for who is exposed to them or oversees who
    is; the text, which is for the office, is not told."""
    found: dict[str, list[SupplierAnswer]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.ANSWERS, [list(causes)])
        for cause, product, name, name_ja, answer, at in cursor.fetchall():
            told = answer if isinstance(answer, dict) else orjson.loads(answer)
            one = SupplierAnswer(cause, product, name, name_ja, told, at)
            found.setdefault(cause, []).append(one)
    return found


def thread(identifier: UUID) -> Thread:
    """One thread. Raises: AbsentError."""
    found = threads().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such notice or request")
    return found


def lines(identifier: UUID) -> QuerySet[Line]:
    """What was said in a thread, oldest first."""
    return Line.objects.filter(thread_id=identifier).select_related("actor__person")


def threads_seen(identifiers: Collection[UUID]) -> list[Thread]:
    """Of the named threads those that the requester may see, whatever role asks; the first due on
    top."""
    return list(Thread.objects.raw(sql.THREADS_SEEN, {"ids": list(identifiers)}))


def disclosures_seen(identifiers: Collection[UUID]) -> list[UUID]:
    """Of the named disclosures those that the requester is a party of, whatever role asks."""
    with connection.cursor() as cursor:
        cursor.execute(sql.DISCLOSURES_SEEN, {"ids": list(identifiers)})
        return [identifier for (identifier,) in cursor.fetchall()]


def disclosures(*, state: str = "", text: str = "") -> QuerySet[Disclosure]:
    """Weaknesses that are or were under embargo, of which the requester is a party, with supplier
    and, for whom it is known to, reporter; the last changed first. text: part of a title, product
    or name; what is empty means all."""
    found = Disclosure.objects.select_related("supplier", "reporter__organisation")
    if state:
        found = found.filter(state=state)
    if text:
        told = ("title", "vendor", "product", "cve", "name")
        found = found.filter(reduce(or_, (Q(**{f"{one}__icontains": text}) for one in told)))
    return found


def disclosure(identifier: UUID) -> Disclosure:
    """One of them. Raises: AbsentError."""
    found = disclosures().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such weakness")
    return found


def disclosure_lines(identifier: UUID) -> QuerySet[DisclosureLine]:
    """What was said and done about one, oldest first."""
    return DisclosureLine.objects.filter(disclosure_id=identifier)
