"""Licences by the identifiers and expressions of SPDX."""

import re
from functools import lru_cache
from typing import Final

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

SIMPLE: Final = re.compile(r"(?!LicenseRef-)[A-Za-z0-9.-]+")


@lru_cache(maxsize=4096)
def is_expression(licence: str) -> bool:
    """Whether a text is an SPDX licence expression of licences that are listed, or references."""
    try:
        canonicalize_license_expression(licence)
    except InvalidLicenseExpression:
        return False
    return True


@lru_cache(maxsize=4096)
def is_listed(licence: str) -> bool:
    """Whether a text is the identifier of one licence on SPDX's list, spelt as there."""
    if not SIMPLE.fullmatch(licence) or not is_expression(licence):
        return False
    return canonicalize_license_expression(licence) == licence
