"""A record of JVNRSS (`item`), as it stands in overview feeds: it names products, no versions."""

from xml.etree.ElementTree import Element

from noroshi.formats.advisories import (
    Advisory,
    Affected,
    cwes_in,
    web_addresses,
)
from noroshi.formats.jvn.values import SOURCE, instant, metrics, names_in, record_id
from noroshi.formats.xml_limits import text_of


def overview_advisory(element: Element) -> Advisory:
    """Raises: MalformedError for an identifier, an instant or a score that is none."""
    references = element.findall("{*}references")
    labels = [reference.get("id", "") for reference in references]
    aliases, upstream = names_in(labels)
    title, description = text_of(element.find("{*}title")), text_of(element.find("{*}description"))
    published_at = instant(text_of(element.find("{*}issued")))
    links = [element.find("{*}link"), *references]
    return Advisory(
        source=SOURCE,
        id=record_id(element, "{*}identifier"),
        aliases=aliases,
        upstream=upstream,
        title=title or None,
        description=description,
        published_at=published_at,
        updated_at=instant(text_of(element.find("{*}modified"))) or published_at,
        cwes=cwes_in(labels),
        references=web_addresses(map(text_of, links)),
        metrics=metrics(map(_score, element.findall("{*}cvss"))),
        affected=tuple(map(_affected, element.findall("{*}cpe"))),
    )


def _score(cvss: Element) -> tuple[str, str, str]:
    return cvss.get("version", "2.0"), cvss.get("vector", ""), cvss.get("score", "")


def _affected(cpe: Element) -> Affected:
    return Affected(
        source=SOURCE,
        vendor=cpe.get("vendor"),
        product=cpe.get("product"),
        cpes=(text_of(cpe),) if text_of(cpe) else (),
    )
