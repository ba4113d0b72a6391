"""What lies beside the documents of a trusted provider: section 7.1 of CSAF 2.0."""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from noroshi.formats.csaf.writing import Publisher
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.markings import Tlp

LABELS: Final = {Tlp.CLEAR: "WHITE", Tlp.GREEN: "GREEN", Tlp.AMBER: "AMBER", Tlp.RED: "RED"}
MARKINGS: Final = {label: tlp for tlp, label in LABELS.items()}
NOT_IN_A_NAME: Final = re.compile(r"[^+\-a-z0-9]+")
ROLIE: Final = "https://docs.oasis-open.org/csaf/csaf/v2.0"
SCHEMA: Final = f"{ROLIE}/csaf_json_schema.json"


@dataclass(frozen=True, slots=True)
class Listed:
    """A published document as the lists have it. path: within the folder of its label."""

    id: str
    title: str
    path: str
    released_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Provider:
    """url: of its folder, without a slash at the end; well_known: of its metadata; keys: address and
    fingerprint of each OpenPGP key; labels: of which there is a folder."""

    publisher: Publisher
    url: str
    well_known: str
    keys: Sequence[tuple[str, str]]
    changed_at: datetime
    role: str = "csaf_trusted_provider"
    labels: Sequence[str] = tuple(LABELS.values())


def file_name(tracking_id: str) -> str:
    """`tnk-2026-1.json`. Source: section 5.1."""
    return NOT_IN_A_NAME.sub("_", tracking_id.lower()) + ".json"


def hash_line(algorithm: str, octets: bytes, name: str) -> str:
    """As `sha256sum` writes it; algorithm: `sha256` or `sha512`. Source: requirement 18."""
    return f"{hashlib.new(algorithm, octets).hexdigest()}  {name}\n"


def index(listed: Iterable[Listed]) -> str:
    """`index.txt`: a path a line. Source: requirement 12."""
    return "".join(f"{one.path}\n" for one in sorted(listed, key=lambda one: one.path))


def changes(listed: Iterable[Listed]) -> str:
    """`changes.csv`: path and instant, the newest first. Source: requirement 13."""
    text = io.StringIO()
    rows = sorted(listed, key=lambda one: (one.changed_at, one.path), reverse=True)
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows((one.path, rfc3339(one.changed_at)) for one in rows)
    return text.getvalue()


def metadata(provider: Provider) -> bytes:
    """`provider-metadata.json`. Source: requirement 7 and its schema."""
    feeds = [
        {
            "summary": f"TLP:{label} advisories of {provider.publisher.name}",
            "tlp_label": label,
            "url": feed_url(provider, label),
        }
        for label in provider.labels
    ]
    rolie = {
        "categories": [f"{provider.url}/category.json"],
        "feeds": feeds,
        "services": [f"{provider.url}/service.json"],
    }
    folders = [{"directory_url": f"{provider.url}/{label.lower()}/"} for label in provider.labels]
    keys = [{"fingerprint": fingerprint, "url": address} for address, fingerprint in provider.keys]
    return _json(
        {
            "canonical_url": provider.well_known,
            "distributions": [{"rolie": rolie}, *folders],
            "last_updated": rfc3339(provider.changed_at),
            "list_on_CSAF_aggregators": True,
            "metadata_version": "2.0",
            "mirror_on_CSAF_aggregators": True,
            "public_openpgp_keys": keys,
            "publisher": publisher_told(provider.publisher),
            "role": provider.role,
        }
    )


def publisher_told(publisher: Publisher) -> dict[str, str]:
    """As metadata and lists name a publisher."""
    told = {
        "category": publisher.category,
        "name": publisher.name,
        "namespace": publisher.namespace,
    }
    return told | ({"contact_details": publisher.contact} if publisher.contact else {})


def feed_url(provider: Provider, label: str) -> str:
    """Of the feed of one label."""
    return f"{provider.url}/{label.lower()}/feed-tlp-{label.lower()}.json"


def feed(provider: Provider, label: str, listed: Sequence[Listed]) -> bytes:
    """The ROLIE feed of one label. Source: requirement 15; RFC 8322."""
    folder = f"{provider.url}/{label.lower()}"
    newest = max((one.changed_at for one in listed), default=provider.changed_at)
    return _json(
        {
            "feed": {
                "id": f"csaf-feed-tlp-{label.lower()}",
                "title": f"CSAF feed (TLP:{label}) of {provider.publisher.name}",
                "link": [
                    {"rel": "self", "href": feed_url(provider, label)},
                    {"rel": "service", "href": f"{provider.url}/service.json"},
                ],
                "category": [
                    {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}
                ],
                "updated": rfc3339(newest),
                "entry": [_entry(one, f"{folder}/{one.path}") for one in listed],
            }
        }
    )


def _entry(listed: Listed, url: str) -> dict[str, Any]:
    return {
        "id": listed.id,
        "title": listed.title,
        "link": [
            {"rel": "self", "href": url},
            {"rel": "hash", "href": f"{url}.sha256"},
            {"rel": "hash", "href": f"{url}.sha512"},
            {"rel": "signature", "href": f"{url}.asc"},
        ],
        "published": rfc3339(listed.released_at),
        "updated": rfc3339(listed.changed_at),
        "content": {"type": "application/json", "src": url},
        "format": {"schema": SCHEMA, "version": "2.0"},
    }


def service(provider: Provider) -> bytes:
    """The ROLIE service document. Source: requirement 16."""
    collections = [
        {
            "title": f"CSAF feed (TLP:{label})",
            "href": feed_url(provider, label),
            "categories": {
                "category": [
                    {"scheme": "urn:ietf:params:rolie:category:information-type", "term": "csaf"}
                ]
            },
        }
        for label in provider.labels
    ]
    title = f"Advisories of {provider.publisher.name}"
    return _json({"service": {"workspace": [{"title": title, "collection": collections}]}})


def category(provider: Provider) -> bytes:
    """The ROLIE category document. Source: requirement 17."""
    name = provider.publisher.name
    return _json({"categories": {"category": [{"term": name}]}})


def _json(document: object) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
