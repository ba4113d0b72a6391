"""What of a CSAF document decides how it is published. Pure."""

from dataclasses import dataclass
from datetime import datetime

from noroshi.formats.csaf.distribution import MARKINGS, file_name
from noroshi.formats.csaf.mandatory.revisions import precedence
from noroshi.formats.csaf.validating import Failure, failures, valid
from noroshi.formats.csaf.writing import Publisher
from noroshi.kernel.errors import ConflictError, Location, MalformedError, RefusedError
from noroshi.kernel.markings import Tlp

LONGEST_DOCUMENT = 4 << 20  # octets
LONGEST_ID = 200  # characters
LONGEST_TITLE = 1000  # characters
MOST_RECIPIENTS = 500
DRAFT = "draft"
NAMED = (Tlp.AMBER, Tlp.RED)  # to whom they go is named


class InvalidAdvisoryError(MalformedError):
    """failures: every mandatory test that fails, or what breaks the schema."""

    def __init__(self, failing: list[Failure]) -> None:
        first = failing[0]
        super().__init__(f"{first.test} {first.path or '/'}: {first.reason}")
        self.failures = failing


@dataclass(frozen=True, slots=True)
class Outline:
    """state: `draft`, `interim` or `final`; name: of its file."""

    tracking_id: str
    version: str
    state: str
    tlp: Tlp
    category: str
    title: str
    publisher: Publisher
    name: str
    released_at: datetime
    changed_at: datetime


def outline(document: bytes) -> Outline:
    """What is to be known of a valid document.

    Raises: InvalidAdvisoryError, MalformedError for one that is too long or says no TLP."""
    if len(document) > LONGEST_DOCUMENT:
        raise MalformedError(f"an advisory of more than {LONGEST_DOCUMENT} octets")
    at = Location("advisory")
    failing = failures(document, at=at)
    if failing:
        raise InvalidAdvisoryError(failing)
    about = valid(document, at=at).document
    if about.distribution is None or about.distribution.tlp is None:
        raise MalformedError("tlp: an advisory says how far it may travel")
    tracking = about.tracking
    if len(tracking.id) > LONGEST_ID or len(about.title) > LONGEST_TITLE:
        raise MalformedError("title: the title or the identifier is too long")
    return Outline(
        tracking_id=tracking.id,
        version=tracking.version,
        state=tracking.status,
        tlp=MARKINGS[about.distribution.tlp.label],
        category=about.category,
        title=about.title,
        publisher=Publisher(
            about.publisher.category,
            about.publisher.name,
            about.publisher.namespace,
            about.publisher.contact_details or "",
        ),
        name=file_name(tracking.id),
        released_at=tracking.initial_release_date,
        changed_at=tracking.current_release_date,
    )


def check_publisher(told: Outline, names: tuple[str, ...]) -> None:
    """Raises: RefusedError where a document is another's. names: of the organisation."""
    if told.publisher.name not in names:
        raise RefusedError(f"the publisher of the document is not {names[0]}")


def check_successor(told: Outline, newest: str | None) -> None:
    """Raises: ConflictError for a version that is not newer than the newest that is published."""
    if newest is not None and precedence(told.version) <= precedence(newest):
        raise ConflictError(f"version {newest} is published already: give it a higher number")


def check_recipients(told: Outline, recipients: tuple[str, ...]) -> None:
    """Raises: MalformedError for recipients of what goes to everybody, or too many."""
    if recipients and told.tlp not in NAMED:
        raise MalformedError("recipients: named for TLP:AMBER and TLP:RED alone")
    if len(recipients) > MOST_RECIPIENTS:
        raise MalformedError(f"recipients: at most {MOST_RECIPIENTS}")
