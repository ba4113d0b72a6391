"""The test of extensions, which 2.1 brings: 6.1.60.1. Schemas and metadata of others are not
fetched, so that 6.1.60.2 and 6.1.60.3 have nothing to say here, as the standard has it of
extensions that are not supported."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from noroshi.formats.csaf import schema21
from noroshi.formats.csaf.mandatory.walking import Found, newer, products
from noroshi.formats.csaf.schema import Document, Strict, Uri


class Extension(Strict, frozen=True, forbid_unknown_fields=True):
    """The schema of every extension's content (extension-content.json)."""

    schema: Uri = msgspec.field(name="$schema")
    category: Literal["essential", "significant", "supplementary"]
    content: Annotated[dict[str, Any], Meta(min_length=1)]
    critical: bool


def no_extension(document: Document) -> Iterator[Found]:
    """6.1.60.1 Content Schema."""
    for place, found in _all(document):
        for index, one in enumerate(found or ()):
            try:
                msgspec.convert(one, Extension)
            except msgspec.ValidationError as error:
                yield f"{place}/x_extensions/{index}", str(error)


def _all(document: Document) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
    if not isinstance(document, schema21.Document):
        return
    yield "", document.x_extensions
    yield "/document", document.document.x_extensions
    for place, product in products(document):
        if isinstance(product, schema21.FullProductName):
            yield place, product.x_extensions
    for place, vulnerability in newer(document):
        yield place, vulnerability.x_extensions
        for index, metric in enumerate(vulnerability.metrics):
            yield f"{place}/metrics/{index}/content", metric.content.x_extensions
