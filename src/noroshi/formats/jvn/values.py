"""What details and overviews have in common."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from xml.etree.ElementTree import Element

from noroshi.formats.advisories import Metric, unique
from noroshi.formats.names.cvss import LONGEST as LONGEST_VECTOR
from noroshi.formats.names.cvss import published_score, read_vector
from noroshi.formats.xml_limits import text_of
from noroshi.kernel.errors import MalformedError

SOURCE = "jvn"
ID = re.compile(r"JVNDB-[0-9]{4}-[0-9]{6,7}")
CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")
JVN = re.compile(r"JVN(?:VU|TA)?#[0-9]{6,10}")
SCORE = re.compile(r"(?:10(?:\.0)?|[0-9](?:\.[0-9])?)")
VERSIONS = frozenset(("2.0", "3.0", "3.1", "4.0"))
JAPAN = timezone(timedelta(hours=9))


def record_id(element: Element, path: str) -> str:
    """Raises: MalformedError where it is none of JVN iPedia's."""
    text = text_of(element.find(path))
    if not ID.fullmatch(text):
        raise MalformedError(f"{text[:100]!r} is no identifier of JVN iPedia")
    return text


def instant(text: str) -> datetime | None:
    """UTC; without an offset it was meant in Japan's time. None: empty. Raises: MalformedError."""
    try:
        found = datetime.fromisoformat(text) if text else None
        return found and (found if found.tzinfo else found.replace(tzinfo=JAPAN)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise MalformedError(f"{text[:100]!r} is no instant") from error


def metrics(stated: Iterable[tuple[str, str, str]]) -> tuple[Metric, ...]:
    """Of version, vector and score, each as it is written, those that are CVSS.

    Raises: MalformedError for a score that is none."""
    return unique(filter(None, (_metric(*written) for written in stated)))


def _metric(version: str, vector: str, score: str) -> Metric | None:
    """None where nothing is scored, or by another method."""
    vector = vector.strip("()")
    if vector.startswith("CVSS:"):
        version = vector[5:8]
    if not vector or version not in VERSIONS:
        return None
    if not score:
        return Metric(SOURCE, read_vector(vector))
    if not SCORE.fullmatch(score):
        raise MalformedError(f"{score[:100]!r} is no score")
    return Metric(SOURCE, published_score(version, vector[:LONGEST_VECTOR], float(score)))


def names_in(labels: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Other names of the record's vulnerability, and the vulnerabilities that it puts together: a
    CVE identifier is another name only where the record has one alone."""
    labels = unique(labels)
    cves = tuple([label for label in labels if CVE.fullmatch(label)])
    own = tuple([label for label in labels if JVN.fullmatch(label)])
    return ((*cves, *own), ()) if len(cves) == 1 else (own, cves)
