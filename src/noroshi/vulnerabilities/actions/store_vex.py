"""Store VEX documents: who says which product is affected, not affected or fixed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from django.db import connection

from noroshi.formats.advisories import Product, Statement, VexDocument
from noroshi.formats.names.ranges import affected_intervals
from noroshi.kernel.imports import ImportResult
from noroshi.vulnerabilities import models, sql
from noroshi.vulnerabilities.rules import LONGEST_NAME, called, names_of, sound_purl

ANY_VERSION: Final[Mapping[str, Any]] = {
    "scheme": "", "low_key": b"", "low_inclusive": False, "high_key": None, "high_inclusive": False,
}  # fmt: skip


def store_vex(document: VexDocument, *, result: ImportResult, digests: list[bytes]) -> None:
    """Store an edition in the place of an older one; the same again changes nothing.

    Its digest is added if it is new. Whether anybody believes it is decided elsewhere."""
    digest = hashlib.sha256(msgspec.msgpack.encode(document)).digest()
    with connection.cursor() as cursor:
        cursor.execute(sql.HELD_DOCUMENT, {"author": document.author, "name": document.id})
        held = cursor.fetchone()
        if held and not _is_newer(document, digest, held):
            result.unchanged += 1
            return
        if held:
            _pending(held[0])
            models.VexDocument.objects.filter(id=held[0]).delete()
    stored = models.VexDocument.objects.create(
        author=document.author,
        name=document.id,
        edition=document.version,
        format=document.format.value,
        updated_at=document.updated_at,
        digest=digest,
    )
    _store_statements(stored, document.statements)
    _pending(stored.id)
    result.accepted += 1
    digests.append(digest)


def _is_newer(document: VexDocument, digest: bytes, held: tuple[int, object, bytes]) -> bool:
    _, held_at, held_digest = held
    if bytes(held_digest) == digest:
        return False
    return document.updated_at is None or held_at is None or document.updated_at >= held_at  # type: ignore[operator]


def _pending(document: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.PENDING_OF_DOCUMENT, {"document": document})


def _store_statements(document: models.VexDocument, statements: Iterable[Statement]) -> None:
    told = list(statements)
    rows = models.VexStatement.objects.bulk_create(
        [
            models.VexStatement(
                document=document,
                status=statement.status.value,
                justification=statement.justification.value if statement.justification else "",
                impact=statement.impact or "",
                at=statement.at or document.updated_at,
                wholes=len(statement.product.wholes),
                within=", ".join(map(called, statement.product.wholes)),
            )
            for statement in told
        ],
        batch_size=2000,
    )
    names: list[models.VexName] = []
    products: list[models.VexProduct] = []
    wholes: list[models.VexWhole] = []
    for row, statement in zip(rows, told, strict=True):
        given = dict.fromkeys((statement.vulnerability, *statement.aliases))
        names += [
            models.VexName(statement=row, name=one) for one in given if len(one) <= LONGEST_NAME
        ]
        products += [
            models.VexProduct(statement=row, **found) for found in _versions(statement.product)
        ]
        wholes += [
            models.VexWhole(statement=row, number=number, **found)
            for number, whole in enumerate(statement.product.wholes)
            for found in _versions(whole)
        ]
    models.VexName.objects.bulk_create(names, batch_size=5000)
    models.VexProduct.objects.bulk_create(products, batch_size=2000)
    models.VexWhole.objects.bulk_create(wholes, batch_size=2000)


def _versions(product: Product) -> Iterator[dict[str, Any]]:
    """Each key of the product with each stretch of its versions; none where its versions are told
    and cannot be read: such a statement closes nothing."""
    purls = [purl for text in product.purls if (purl := sound_purl(text))]
    keys = set(names_of(purl=None, cpes=product.cpes, vendor=product.vendor, product=product.name))
    keys.update(purl.key for purl in purls)
    purl_type = purls[0].type if purls else None
    read = affected_intervals(product.versions, default_status="unknown", purl_type=purl_type)
    stretches = [
        {
            "scheme": part.scheme, "low_key": part.low_key, "low_inclusive": part.low_inclusive,
            "high_key": part.high_key, "high_inclusive": part.high_inclusive,
        }
        for part in read.intervals
    ]  # fmt: skip
    for key in sorted(keys):
        for stretch in stretches if product.versions else [ANY_VERSION]:
            yield {"key": key, **stretch}
