"""A report as it was accepted: what every form is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from noroshi.kernel.markings import Tlp
from noroshi.reporting.forms.fields import Label
from noroshi.reporting.incident import Incident
from noroshi.reporting.regimes import Recipient

# A report goes to those whom the law names, and no further.
MARKING: Final = Tlp.AMBER_STRICT


# What a file looks like that runs, by the code of its look.
LOOKS: Final[Mapping[str, Label]] = {
    "program": Label("プログラムのように見えます", "Looks like a program"),
    "macros": Label("マクロ付き文書のように見えます", "Looks like a document with macros"),
    "script": Label("スクリプトのように見えます", "Looks like a script"),
    "shortcut": Label("ショートカットのように見えます", "Looks like a shortcut"),
    "image": Label("ディスクイメージのように見えます", "Looks like a disk image"),
    "archive": Label("実行できるものを含むアーカイブ", "Archive with something that runs"),
    "closed": Label("中を確認できないアーカイブ", "Archive that cannot be looked into"),
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A file beside a report, without its content. size: in octets; digest: SHA-256, in hex; look: what
    it looks like that runs, empty for nothing; is_erased: its name is gone as well; is_unconfirmed: the
    office attached it for the reporter, which has not said that it is so."""

    name: str
    size: int
    digest: str
    look: str = ""
    is_erased: bool = False
    is_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """One accepted version. organisation: the reporter's code; name, name_ja: its name; number: the
    version's, from 1; receipt: the receipt's number; digest: SHA-256 of the content, in hex;
    recipients: to whom the law sends what this version files here; attached: the files beside the report;
    is_unconfirmed: it was taken down by telephone, and its reporter has not said that it is so."""

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
    attached: tuple[Attached, ...] = ()
    is_unconfirmed: bool = False
