"""What happened, in the past participle: the only way one room hears of another's acts."""

from dataclasses import dataclass
from uuid import UUID

from noroshi.kernel.canonical import Json


@dataclass(frozen=True, slots=True)
class Fact:
    """One act. `subject` names the record it is about (`warning:0199…`); `organisation` whose
    record that is, None for what is the nation's; `detail` is what the ledger's digest commits
    to beyond that, and never leaves the house in clear."""

    subject: str
    organisation: UUID | None
    detail: Json = None

    @classmethod
    def name(cls) -> str:
        """`warnings.WarningRaised`: room and class."""
        room = cls.__module__.split(".")[1]
        return f"{room}.{cls.__name__}"
