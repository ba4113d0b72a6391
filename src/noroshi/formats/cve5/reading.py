"""From the octets of one record to a CveRecord."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

import msgspec

from noroshi.formats.advisories import Affected, Metric, cwes_in, unique, web_addresses
from noroshi.formats.cve5 import wire
from noroshi.formats.cve5.applicability import affected_by_cpe
from noroshi.formats.cve5.record import CveRecord, Ssvc, State
from noroshi.formats.json_limits import DETAIL_CHARACTERS, JsonLimits, read_json, utc
from noroshi.formats.names.cvss import Score, published_score, read_vector
from noroshi.formats.names.ranges import VersionEntry
from noroshi.kernel.errors import Location, MalformedError

LIMITS = JsonLimits(octets=8 << 20, commas=200_000)
PEEK_OCTETS = 1 << 16
REMEMBERED = 1 << 11  # products; every second one was told alike shortly before
KANA = re.compile("[ぁ-ゖァ-ヺ]")
DATA_TYPE = re.compile(rb'"dataType"\s*:\s*"CVE_RECORD"')
POINTS = {
    "exploitation": ("none", "poc", "active"),
    "automatable": ("no", "yes"),
    "technical impact": ("partial", "total"),
}

Sources = tuple[tuple[str, wire.Container], ...]

_RECORD = msgspec.json.Decoder(wire.Record)
_PRODUCT = msgspec.json.Decoder(wire.Product)
_SSVC = msgspec.json.Decoder(wire.SsvcContent)
_OPTIONS = msgspec.json.Decoder(tuple[dict[str, str], ...])
_LONGEST_REMEMBERED = 1 << 10  # octets
_LONGEST_PRODUCT = 1 << 12  # octets


def is_record(data: bytes) -> bool:
    """Whether it looks like a record, of which only the start and the end are looked at."""
    return bool(
        DATA_TYPE.search(data, 0, PEEK_OCTETS)
        or DATA_TYPE.search(data, max(0, len(data) - PEEK_OCTETS))
    )


def read(data: bytes, *, at: Location) -> CveRecord:
    """One record. Members that the schema does not know are passed over.

    Raises: MalformedError when it breaks the schema in what is read of it."""
    return told(decoded(data, at=at), at=at)


def decoded(data: bytes, *, at: Location) -> wire.Record:
    """The first half of `read`: of many records, it is faster to take one half after the other.

    Raises: MalformedError when it breaks the schema in what is read of it."""
    return read_json(data, _RECORD, limits=LIMITS, at=at)


def told(record: wire.Record, *, at: Location) -> CveRecord:
    """The second half of `read`. Raises: MalformedError for what the schema does not say."""
    about = record.cve_metadata
    cna = record.containers.cna
    is_rejected = about.state == "REJECTED"
    texts = cna.rejected_reasons if is_rejected else cna.descriptions
    if not texts:
        member = "rejectedReasons" if is_rejected else "descriptions"
        raise MalformedError(f"no $.containers.cna.{member}", at=at)
    sources: Sources = (("cna", cna), *((_name_of(adp), adp) for adp in record.containers.adp))
    return CveRecord(
        id=about.cve_id,
        state=State.REJECTED if is_rejected else State.PUBLISHED,
        assigner=about.assigner_short_name or about.assigner_org_id,
        title=cna.title or None,
        title_ja=_japanese_title(sources),
        description=_in_language(texts, "en") or texts[0].value,
        description_ja=_in_language(texts, "ja"),
        published_at=_instant(about.date_published, at=at),
        updated_at=_instant(about.date_updated or about.date_published, at=at),
        cwes=cwes_in(_problems(sources)),
        references=web_addresses(_references(sources)),
        metrics=unique(_metrics(sources, at=at)),
        ssvc=_ssvc(sources),
        affected=tuple(_affected(sources, at=at)),
    )


def _name_of(adp: wire.Container) -> str:
    return f"adp:{adp.provider_metadata.short_name or adp.provider_metadata.org_id}"


def _in_language(texts: tuple[wire.Text, ...], language: str) -> str | None:
    for text in texts:
        if text.lang[:2].casefold() == language:
            return text.value
    return None


def _japanese_title(sources: Sources) -> str | None:
    """The first that is written with kana: the format does not say in which language a title is."""
    for _, container in sources:
        if container.title and KANA.search(container.title):
            return container.title
    return None


def _instant(instant: datetime | None, *, at: Location) -> datetime | None:
    return instant and utc(instant, at=at)


def _problems(sources: Sources) -> list[str]:
    """Each `cweId`, or where that is missing text that may begin with one."""
    return [
        item.cwe_id or item.description
        for _, container in sources
        for problem in container.problem_types
        for item in problem.descriptions
    ]


def _references(sources: Sources) -> list[str]:
    return [reference.url for _, container in sources for reference in container.references]


def _metrics(sources: Sources, *, at: Location) -> list[Metric]:
    return [
        Metric(source, _score(version, cvss, at=at))
        for source, container in sources
        for metrics in container.metrics
        for version, cvss in (
            ("4.0", metrics.cvss_v4_0),
            ("3.1", metrics.cvss_v3_1),
            ("3.0", metrics.cvss_v3_0),
            ("2.0", metrics.cvss_v2_0),
        )
        if cvss
    ]


def _score(version: str, cvss: wire.Cvss, *, at: Location) -> Score:
    if cvss.base_score is not None:
        return published_score(version, cvss.vector_string, cvss.base_score)
    try:
        return read_vector(cvss.vector_string)
    except MalformedError as error:
        raise MalformedError(error.detail, at=at) from error


def _ssvc(sources: Sources) -> Ssvc | None:
    for _, container in sources[1:]:
        for metrics in container.metrics:
            if metrics.other and metrics.other.type == "ssvc":
                return _ssvc_of(metrics.other.content)
    return None


def _ssvc_of(content: msgspec.Raw) -> Ssvc | None:
    """None where the content, which the schema leaves open, is another."""
    try:
        options = bytes(_SSVC.decode(content).options)
        return (_points if len(options) <= _LONGEST_REMEMBERED else _points_in)(options)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _points_in(options: bytes) -> Ssvc:
    points = {
        key.casefold(): value.casefold()
        for option in _OPTIONS.decode(options)
        for key, value in option.items()
    }
    return Ssvc(*(_known(points.get(name, ""), name) for name in POINTS))


_points = lru_cache(maxsize=64)(_points_in)  # a dozen are possible


def _known(value: str, name: str) -> str:
    return value if value in POINTS[name] else ""


def _affected(sources: Sources, *, at: Location) -> Iterator[Affected]:
    for place, (source, container) in enumerate(sources, start=-1):
        for number, product in enumerate(container.affected):
            octets = bytes(product)
            try:
                if len(octets) <= _LONGEST_PRODUCT:
                    yield _known_product(source, octets)
                else:
                    yield _product(source, octets)
            except (MalformedError, msgspec.MsgspecError) as error:
                holder = "cna" if place < 0 else f"adp[{place}]"
                raise MalformedError(
                    _placed(error, f"$.containers.{holder}.affected[{number}]"), at=at
                ) from error
        if container.cpe_applicability:
            yield from affected_by_cpe(f"{source}:cpe", container.cpe_applicability, at=at)


def _placed(error: MalformedError | msgspec.MsgspecError, member: str) -> str:
    """What is wrong with the member, or the part of it that the decoder names."""
    if isinstance(error, MalformedError):
        return f"{error.detail} - at `{member}`"
    detail, _, inner = str(error).partition(" - at `$")
    return f"{detail} - at `{member}{inner or '`'}"[:DETAIL_CHARACTERS]


def _is_named(product: wire.Product) -> bool:
    return bool(
        (product.vendor and product.product)
        or (product.collection_url and product.package_name)
        or product.package_url
    )


def _product(source: str, octets: bytes) -> Affected:
    """Raises: MsgspecError; MalformedError for what the schema does not say."""
    product = _PRODUCT.decode(octets)
    if not _is_named(product):
        raise MalformedError("neither vendor and product nor a package")
    if product.versions is None and product.default_status is None:
        raise MalformedError("neither versions nor defaultStatus")
    return Affected(
        source=source,
        vendor=product.vendor,
        product=product.product,
        package_name=product.package_name,
        collection_url=product.collection_url,
        package_url=product.package_url,
        cpes=product.cpes,
        platforms=product.platforms,
        modules=product.modules,
        default_status=product.default_status or "unknown",
        versions=tuple(
            [
                VersionEntry(
                    entry.version,
                    entry.status,
                    entry.version_type,
                    entry.less_than,
                    entry.less_than_or_equal,
                    tuple([(change.at, change.status) for change in entry.changes])
                    if entry.changes
                    else (),
                )
                for entry in product.versions or ()
            ]
        ),
    )


_known_product = lru_cache(REMEMBERED)(_product)
