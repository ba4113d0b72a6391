"""A record of VULDEF 3 (`Vulinfo`), as it stands in detail feeds and in answers of the API."""

from xml.etree.ElementTree import Element

from noroshi.formats.advisories import (
    Advisory,
    Affected,
    cwes_in,
    unique,
    web_addresses,
    with_status,
)
from noroshi.formats.jvn.values import SOURCE, instant, metrics, names_in, record_id
from noroshi.formats.names.japanese_versions import read_japanese
from noroshi.formats.names.ranges import VersionEntry
from noroshi.formats.xml_limits import text_of

STATUSES = {"not-vulnerable": "unaffected", "unknown": "unknown"}


def detail_advisory(element: Element) -> Advisory:
    """Raises: MalformedError for an identifier, an instant or a score that is none."""
    data = element.find("{*}VulinfoData")
    data = Element("VulinfoData") if data is None else data
    related = data.findall("{*}Related/{*}RelatedItem")
    labels = [text_of(item.find("{*}VulinfoID")) for item in related]
    aliases, upstream = names_in(labels)
    title = text_of(data.find("{*}Title"))
    overview = text_of(data.find("{*}VulinfoDescription/{*}Overview"))
    published_at = instant(text_of(data.find("{*}DateFirstPublished")))
    return Advisory(
        source=SOURCE,
        id=record_id(element, "{*}VulinfoID"),
        aliases=aliases,
        upstream=upstream,
        title=title or None,
        description=overview,
        published_at=published_at,
        updated_at=instant(text_of(data.find("{*}DateLastUpdated"))) or published_at,
        cwes=cwes_in(labels),
        references=web_addresses(text_of(item.find("{*}URL")) for item in related),
        metrics=metrics(map(_score, data.findall("{*}Impact/{*}Cvss"))),
        affected=tuple(map(_affected, data.findall("{*}Affected/{*}AffectedItem"))),
    )


def _score(cvss: Element) -> tuple[str, str, str]:
    vector, base = text_of(cvss.find("{*}Vector")), text_of(cvss.find("{*}Base"))
    return cvss.get("version", "2.0"), vector, base


def _affected(item: Element) -> Affected:
    """Without versions, and in sentences that are not understood, it is not known which."""
    status = STATUSES.get(item.get("affectedstatus", ""), "affected")
    texts = unique(filter(None, map(text_of, item.findall("{*}VersionNumber"))))
    return Affected(
        source=SOURCE,
        vendor=text_of(item.find("{*}Name")) or None,
        product=text_of(item.find("{*}ProductName")) or None,
        cpes=unique(filter(None, map(text_of, item.findall("{*}Cpe")))),
        versions=tuple([_entry(text, status) for text in texts]),
    )


def _entry(text: str, status: str) -> VersionEntry:
    return with_status(read_japanese(text) or VersionEntry(text, "affected"), status)
