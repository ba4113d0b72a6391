"""Name a product as one's own, and verify what suppliers named."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.rules import Power, require
from noroshi.suppliers.facts import ProductClaimed, ProductVerified, ProductWithdrawn
from noroshi.suppliers.models import ProductClaim
from noroshi.suppliers.rules import check_text, product_key


def claim_product(vendor: str, product: str, *, by: Actor, at: datetime) -> ProductClaim:
    """Name a product as one's own: pending, whether or not another supplier has it.

    Raises: ConflictError if one's own organisation named it already, MalformedError, RefusedError."""
    require(by, Power.CLAIM_PRODUCTS)
    vendor, product = vendor.strip(), product.strip()
    key = product_key(vendor, product)
    own = Organisation.objects.get(id=by.organisation)
    claim = ProductClaim(
        organisation=own,
        audience=own.audience,
        vendor=vendor,
        product=product,
        key=key,
        claimed_at=at,
    )
    try:
        with transaction.atomic():
            ProductClaim.objects.bulk_create([claim])
            record(ProductClaimed(f"product:{claim.id}", own.id, key), by=by, at=at)
    except IntegrityError as error:
        raise ConflictError("product: is on your list already") from error
    return claim


@transaction.atomic
def verify_product(claim: UUID, *, by: Actor, at: datetime) -> ProductClaim:
    """Confirm that a product is the supplier's who named it. The national office alone may.

    Raises: AbsentError, RefusedError, ConflictError while it is verified as another supplier's."""
    found = _held(claim, by)
    if found.verified_at is None:
        others = ProductClaim.objects.filter(key=found.key).exclude(id=found.id)
        if others.exclude(verified_at=None).exists():
            raise ConflictError("this product is another supplier's: withdraw that first")
        found.verified_at, found.withdrawn_at, found.reason = at, None, ""
        found.save(update_fields=["verified_at", "withdrawn_at", "reason"])
        record(ProductVerified(f"product:{claim}", found.organisation_id), by=by, at=at)
    return found


@transaction.atomic
def withdraw_product(claim: UUID, reason: str, *, by: Actor, at: datetime) -> ProductClaim:
    """Take back that a product is a supplier's, or refuse that it is. It is counted and written about
    no more; what was said stays. The supplier reads the reason. The national office alone may.

    Raises: AbsentError, RefusedError, MalformedError, ConflictError if it is withdrawn already."""
    found = _held(claim, by)
    reason = reason.strip()
    check_text(reason)
    if found.withdrawn_at is not None:
        raise ConflictError("this is withdrawn already")
    found.verified_at, found.withdrawn_at, found.reason = None, at, reason
    found.save(update_fields=["verified_at", "withdrawn_at", "reason"])
    record(ProductWithdrawn(f"product:{claim}", found.organisation_id, reason), by=by, at=at)
    return found


def _held(claim: UUID, by: Actor) -> ProductClaim:
    require(by, Power.ASK_SUPPLIERS)
    found = ProductClaim.objects.select_for_update().filter(id=claim).first()
    if found is None:
        raise AbsentError("there is no such claim")
    return found
