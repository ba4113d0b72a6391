"""What a what-if is about: a vulnerability by name, or a product with the versions meant."""

from typing import Any, Final

from noroshi.assets import queries as assets
from noroshi.kernel.errors import MalformedError
from noroshi.vulnerabilities import queries as vulnerabilities

MOST_ASSETS: Final = 20_000


def supposition(*, vulnerability: str, product: str, low: str, high: str) -> dict[str, Any]:
    """`cause` or `assets`, as warnings.what_if takes them.

    Raises: AbsentError for a vulnerability that is not known, RefusedError for a product of too
    many assets, MalformedError without either or for a bound that is no version."""
    if vulnerability:
        return {"cause": vulnerabilities.vulnerability(vulnerability).id}
    if not product.strip():
        raise MalformedError("name a vulnerability or a product")
    rows = assets.assets_of_product(product, low=low, high=high, most=MOST_ASSETS)
    return {"assets": [row[0] for row in rows]}
