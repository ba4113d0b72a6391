"""What is asked about weaknesses; exposures only as far as the requester may see."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from django.contrib.postgres.aggregates import ArrayAgg, BoolOr
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL

from noroshi.assets.models import Asset
from noroshi.assets.queries import assets
from noroshi.kernel.errors import AbsentError
from noroshi.vulnerabilities import sql
from noroshi.vulnerabilities.aliases import sql as names_sql
from noroshi.vulnerabilities.models import (
    AffectedRange,
    Edition,
    ExploitPrediction,
    Exposure,
    KnownExploited,
    Naming,
    PredictionMove,
    Product,
    ProductAlias,
    VexAuthor,
    VexStatement,
    Vulnerability,
)
from noroshi.vulnerabilities.telling import sql as telling


@dataclass(frozen=True, slots=True)
class Standing:
    """What KEV and EPSS say about a vulnerability now; None where they say nothing."""

    exploited: KnownExploited | None
    prediction: ExploitPrediction | None


def _standing_alone() -> QuerySet[Vulnerability]:
    """Without the records that tell of a vulnerability of another name."""
    return Vulnerability.objects.filter(~Exists(Naming.objects.filter(record=OuterRef("id"))))


def vulnerabilities(
    *, text: str = "", severity: str = "", exploited: str = "", exposed: str = ""
) -> QuerySet[Vulnerability]:
    """Vulnerabilities, newest first; a record that is of another one is found by its names.

    exploited, exposed: `yes` narrows to KEV, to one's own."""
    found = _standing_alone()
    if text:
        named = Naming.objects.filter(record__names__name__istartswith=text)
        found = found.filter(
            Q(id__istartswith=text)
            | Q(id__in=named.values("cause"))
            | Q(title__icontains=text)
            | Q(title_ja__icontains=text)
            | Q(titled_ja__icontains=text)
            | Q(description__icontains=text)
        )
    if severity:
        found = found.filter(cvss_severity__iexact=severity)
    if exploited == "yes":
        found = found.filter(Exists(KnownExploited.objects.filter(id=OuterRef("id"))))
    if exposed == "yes":
        found = found.filter(Exists(Exposure.objects.filter(cause=OuterRef("id"), is_open=True)))
    return found


def vulnerability(identifier: str) -> Vulnerability:
    """One vulnerability, by any of its names. Raises: AbsentError."""
    named = Naming.objects.filter(record__names__name=identifier).order_by("cause")
    known = _standing_alone()
    found = (
        known.filter(id=identifier).first() or known.filter(id__in=named.values("cause")).first()
    )
    if found is None:
        raise AbsentError(f"not known here: {identifier}")
    return found


OF_LINE = ("title", "title_ja", "titled_ja", "description", "description_ja", "cvss_score")


def outlines(causes: Iterable[str]) -> dict[str, Vulnerability]:
    """Vulnerabilities by name, with no more than what a line of a list says of them now; epss:
    probability in [0, 1], None where nobody predicts."""
    predicted = ExploitPrediction.objects.filter(id=OuterRef("id")).values("epss")
    told = Vulnerability.objects.only(*OF_LINE).annotate(epss=Subquery(predicted))
    return {one.id: one for one in told.filter(id__in=list(causes))}


def records(cause: str) -> list[Vulnerability]:
    """What each source tells of a vulnerability, CVE's own record first: nothing is averaged;
    each product with its ranges."""
    found = Vulnerability.objects.filter(Q(id=cause) | Q(namings__cause=cause)).exclude(digest=b"")
    first = Case(When(id=cause, then=0), default=1)
    told = list(
        found.prefetch_related("scores", "products", "names").order_by(first, "source", "id")
    )
    _look_up_ranges([product for record in told for product in record.products.all()])
    return told


def _look_up_ranges(products: Sequence[Product]) -> None:
    """Give each product its ranges in words, the lowest first."""
    sets = {one.range_set for one in products if one.range_set}
    found = AffectedRange.objects.filter(range_set__in=sets).order_by("low_key")
    texts: dict[UUID | None, list[str]] = defaultdict(list)
    for range_set, text in found.values_list("range_set", "text"):
        texts[range_set].append(text)
    for one in products:
        one.ranges = texts[one.range_set]


def known_at(cause: str, at: datetime) -> list[dict[str, Any]]:
    """What the sources told of a vulnerability at an instant: `record`, `known_from`, `content`,
    by the records that are of it today."""
    named = Naming.objects.filter(cause=cause).values_list("record_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(sql.KNOWN_AT, {"records": [cause, *named], "at": at})
        return [
            {"record": record, "known_from": known_from, "content": orjson.loads(content)}
            for record, known_from, content in cursor.fetchall()
        ]


def told(cause: str) -> list[tuple[str, datetime]]:
    """Each edition of each record of a vulnerability, and since when it is known here; the oldest
    first."""
    named = Naming.objects.filter(cause=cause).values_list("record_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(telling.EDITIONS_TOLD, {"records": [cause, *named]})
        return list(cursor.fetchall())


def prediction_moves(cause: str) -> QuerySet[PredictionMove]:
    """On which days its EPSS score had moved notably, the oldest first."""
    return PredictionMove.objects.filter(cve=cause).order_by("day")


def exposed_since(cause: str) -> datetime | None:
    """When the first asset that the requester may see was found to have it; None for never."""
    found = Exposure.objects.filter(cause=cause).order_by("found_at")
    return found.values_list("found_at", flat=True).first()


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
    found = Exposure.objects.filter(is_open=True).select_related("asset__system", "organisation")
    if cause:
        found = found.filter(cause=cause)
    if organisation:
        found = found.filter(organisation_id=organisation)
    if asset:
        found = found.filter(asset_id=asset)
    return found.order_by("organisation__code", "asset__name", "asset_id")


def exposures_of(pairs: Iterable[tuple[UUID, str]]) -> list[Exposure]:
    """Present exposures of pairs of organisation and cause, with asset and system, by the asset's
    name; as far as the requester may see. Two queries, and the causes named: else the planner takes who
    sees a nation to see little, and begins with all of that."""
    wanted = list(pairs)
    columns = [owner for owner, _ in wanted], [cause for _, cause in wanted]
    of_pairs = RawSQL(sql.OF_PAIRS, columns, BooleanField())  # noqa: S611 - a constant
    found = list(Exposure.objects.filter(of_pairs, cause__in=set(columns[1]), is_open=True))
    own = Asset.objects.select_related("system").in_bulk({one.asset_id for one in found})
    seen = [one for one in found if one.asset_id in own]
    for one in seen:
        one.asset = own[one.asset_id]
    return sorted(seen, key=lambda one: (one.asset.name, one.asset_id))


@dataclass(frozen=True, slots=True)
class Weak:
    """An asset with the vulnerabilities that it has; is_exploited: one of them is in KEV."""

    asset: UUID
    name: str
    version: str
    causes: Sequence[str]
    is_exploited: bool


def weak_assets(inventory: UUID, *, most: int) -> list[Weak]:
    """The exposed assets of an inventory, those with an exploited vulnerability first."""
    found = (
        Exposure.objects.filter(asset__inventory=inventory, is_open=True)
        .values("asset_id", "asset__name", "asset__version")
        .annotate(
            causes=ArrayAgg("cause", order_by="cause"),
            exploited=BoolOr(Exists(KnownExploited.objects.filter(id=OuterRef("cause")))),
            many=Count("cause"),
        )
        .order_by("-exploited", "-many", "asset__name", "asset_id")[:most]
    )
    return [
        Weak(
            row["asset_id"],
            row["asset__name"],
            row["asset__version"],
            row["causes"],
            row["exploited"],
        )
        for row in found
    ]


def is_exposed(asset: str) -> Exists:
    """A condition on rows whose column `asset` names an asset: it has a vulnerability."""
    return Exists(Exposure.objects.filter(asset=OuterRef(asset), is_open=True))


def exposure_counts(assets: Iterable[UUID]) -> dict[UUID, int]:
    """How many vulnerabilities each of the assets has; those with none are left out."""
    found = Exposure.objects.filter(asset__in=list(assets), is_open=True)
    return dict(found.values_list("asset").annotate(many=Count("cause")).order_by())


def editions() -> QuerySet[Edition]:
    """Which edition of KEV and EPSS is held."""
    return Edition.objects.order_by("kind")


def vex_authors() -> list[dict[str, Any]]:
    """Every author of VEX that is held or trusted: `author`, `statements`, `closed` (exposures, as
    far as the requester may see), and `rank` and `days`, which are None where it is not trusted."""
    held = VexStatement.objects.values("document__author").annotate(number=Count("id"))
    statements = {row["document__author"]: row["number"] for row in held}
    ended = Exposure.objects.filter(statement__isnull=False).values("statement__document__author")
    closed = {
        row["statement__document__author"]: row["number"]
        for row in ended.annotate(number=Count("cause"))
    }
    trusted = {one.name: one for one in VexAuthor.objects.all()}
    return [
        {
            "author": name,
            "statements": statements.get(name, 0),
            "closed": closed.get(name, 0),
            "rank": trusted[name].rank if name in trusted else None,
            "days": trusted[name].days if name in trusted else None,
        }
        for name in sorted(statements.keys() | trusted.keys())
    ]


def closed_by_vex(*, author: str = "") -> QuerySet[Exposure]:
    """Exposures that statements have closed, as far as the requester may see, with `expires_at`,
    None for never; what expires first comes first."""
    days = VexAuthor.objects.filter(name=OuterRef("statement__document__author")).values("days")
    lasting = ExpressionWrapper(
        F("statement__at") + Value(timedelta(days=1)) * Subquery(days),
        output_field=DateTimeField(),
    )
    found = (
        Exposure.objects.filter(statement__isnull=False)
        .annotate(expires_at=lasting)
        .select_related("asset__system", "organisation", "statement__document")
        .order_by(F("expires_at").asc(nulls_last=True), "cause", "asset_id")
    )
    return found.filter(statement__document__author=author) if author else found


def contradictions(*, most: int | None) -> list[dict[str, Any]]:
    """Where two trusted authors say different things of one product in one vulnerability: `cause`,
    `keys` (of the product), `counts` (the author who counts), `says`, `other`, `other_says`, and
    `here`, how many exposures the requester may see of it. most: None for all."""
    names = ("cause", "keys", "counts", "says", "other", "other_says", "here")
    with connection.cursor() as cursor:
        cursor.execute(telling.CONTRADICTIONS, {"most": most})
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def answered_by_vex(cause: str) -> QuerySet[Exposure]:
    """Exposures that a statement has closed, as far as the requester may see."""
    return (
        Exposure.objects.filter(cause=cause, statement__isnull=False)
        .select_related("asset__system", "organisation", "statement__document")
        .order_by("organisation__code", "asset__name", "asset_id")
    )


def product_aliases(
    *, text: str = "", state: str = "", origin: str = "", kind: str = ""
) -> QuerySet[ProductAlias]:
    """Pairs of names, as far as the requester may see: the national office alone."""
    found = ProductAlias.objects.select_related("judged_by__person")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(other__icontains=text))
    given = {"state": state, "origin": origin, "kind": kind}
    return found.filter(**{name: value for name, value in given.items() if value})


def product_alias(identifier: UUID) -> ProductAlias:
    """One pair of names. Raises: AbsentError."""
    found = product_aliases().filter(id=identifier).first()
    if found is None:
        raise AbsentError("there is no such pair of names")
    return found


def unmet_assets(*, text: str = "") -> QuerySet[Asset]:
    """The requester's own assets whose product no record names, by none of its names."""
    return assets(text=text).filter(id__in=RawSQL(names_sql.UNMET_ASSETS, []))  # noqa: S611 - no parameters


def likely_names(identifiers: Iterable[UUID]) -> dict[UUID, list[tuple[str, Decimal]]]:
    """Of the requester's own assets: names of records that are like theirs, the likest first, each
    with how alike it is in [0, 1]."""
    found: dict[UUID, list[tuple[str, Decimal]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(names_sql.LIKELY_NAMES, [list(identifiers)])
        for asset, name, score in cursor.fetchall():
            found.setdefault(asset, []).append((name, score))
    return found
