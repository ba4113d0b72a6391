"""What happened to regimes and reports."""

from dataclasses import dataclass

from noroshi.kernel.facts import Fact


@dataclass(frozen=True, slots=True)
class RegimeConfirmed(Fact):
    """A named person confirmed a proposed regime, and from which day it holds."""


@dataclass(frozen=True, slots=True)
class RegimeWithdrawn(Fact):
    """A named person took the confirmation of a regime back."""


@dataclass(frozen=True, slots=True)
class ReportAccepted(Fact):
    """A report, or a new version of one, was accepted; the digest commits to its content."""


@dataclass(frozen=True, slots=True)
class ReportTaken(Fact):
    """The national office took a report down for an operator that telephoned, and filed it; the digest
    commits to its content."""


@dataclass(frozen=True, slots=True)
class ReportConfirmed(Fact):
    """An operator confirmed what the national office had filed for it, and the consents it had spoken."""


@dataclass(frozen=True, slots=True)
class ObligationsRecomputed(Fact):
    """What is owed for reports was worked out anew; the digest commits to which reports."""


@dataclass(frozen=True, slots=True)
class RegistrationOwed(Fact):
    """What an organisation is to notify of specified computers was worked out anew; the digest commits
    to each stage and date."""


@dataclass(frozen=True, slots=True)
class DeadlinesReminded(Fact):
    """An organisation was reminded of what it owes; the digest commits to each reminder."""


@dataclass(frozen=True, slots=True)
class ReportWithdrawn(Fact):
    """A report was withdrawn for a reason; nothing of it was deleted."""


@dataclass(frozen=True, slots=True)
class QuestionAsked(Fact):
    """Who reads a report asked its reporter a question; the digest commits to it and its readers."""


@dataclass(frozen=True, slots=True)
class QuestionAnswered(Fact):
    """The reporter answered a question."""


@dataclass(frozen=True, slots=True)
class NoteWritten(Fact):
    """The reporter, or who reads its report, wrote a note beside it."""


@dataclass(frozen=True, slots=True)
class CorrectionOrdered(Fact):
    """The competent ministry ordered a report to be corrected by a day, by an article of the law."""


@dataclass(frozen=True, slots=True)
class ConsentGiven(Fact):
    """A reporter let an authority read groups of fields of a report, from a version on."""


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Fact):
    """A reporter took a consent back; the digest commits to the versions that had left under it, those
    that were opened, and the files that were fetched."""


@dataclass(frozen=True, slots=True)
class SharedReportOpened(Fact):
    """Who received a version of a report by consent opened it for the first time."""


@dataclass(frozen=True, slots=True)
class CalendarKept(Fact):
    """Somebody made or revoked the secret address of their calendar."""


@dataclass(frozen=True, slots=True)
class DraftBegun(Fact):
    """Somebody began to state a report; what is typed into it is nobody else's until it is filed."""


@dataclass(frozen=True, slots=True)
class DraftDiscarded(Fact):
    """A draft of a report was thrown away with what stood in it."""


@dataclass(frozen=True, slots=True)
class FilesAttached(Fact):
    """Files were attached to a report; the digest commits to theirs, and to nothing else of them."""


@dataclass(frozen=True, slots=True)
class FileHandedOut(Fact):
    """A file beside a report was given to somebody who is not its reporter, or looks live."""


@dataclass(frozen=True, slots=True)
class FileErased(Fact):
    """A file beside a report was erased for a reason; its digest stays in the log."""
