"""A report as it was accepted: what every form is made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from noroshi.kernel.markings import Tlp
from noroshi.reporting.incident import Incident
from noroshi.reporting.regimes import Recipient

# A report goes to those whom the law names, and no further.
MARKING: Final = Tlp.AMBER_STRICT


@dataclass(frozen=True, slots=True)
class Filed:
    """One accepted version. organisation: the reporter's code; name, name_ja: its name; number: the
    version's, from 1; receipt: the receipt's number; digest: SHA-256 of the content, in hex;
    recipients: to whom the law sends what this version files here."""

    report: UUID
    incident: Incident
    organisation: str
    name: str
    name_ja: str
    number: int
    receipt: str
    digest: str
    accepted_at: datetime
    recipients: tuple[Recipient, ...] = ()
