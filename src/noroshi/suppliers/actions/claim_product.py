"""Name a product as one's own, and verify what suppliers named."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import AbsentError, ConflictError
from noroshi.ledger.actions.record import record
from noroshi.parties.models import Organisation
from noroshi.parties.rules import Power, require
from noroshi.suppliers.facts import ProductClaimed, ProductVerified
from noroshi.suppliers.models import ProductClaim
from noroshi.suppliers.rules import product_key


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

    Raises: AbsentError, RefusedError."""
    require(by, Power.ASK_SUPPLIERS)
    found = ProductClaim.objects.select_for_update().filter(id=claim).first()
    if found is None:
        raise AbsentError("there is no such claim")
    if found.verified_at is None:
        found.verified_at = at
        found.save(update_fields=["verified_at"])
        record(ProductVerified(f"product:{claim}", found.organisation_id), by=by, at=at)
    return found
