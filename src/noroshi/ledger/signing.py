"""The keys of this installation."""

from functools import cache

from noroshi.ledger.keys import SigningKeys, open_keys
from noroshi.operations.config import config


@cache
def signing_keys() -> SigningKeys:
    """The installation's keys, made when first asked for, under the name of its address then."""
    address = config().public_url.split("://", 1)[1]
    return open_keys(config().keys, name=f"{address}/ledger")
