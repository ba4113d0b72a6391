"""Which forms a filed report can be had in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from noroshi.reporting.forms.abroad import STAGES, writer
from noroshi.reporting.forms.filed import Filed
from noroshi.reporting.forms.printed import print_common, print_items
from noroshi.reporting.forms.sheets import write_filed
from noroshi.reporting.forms.stix import write_stix


@dataclass(frozen=True, slots=True)
class Form:
    """One of them. suffix: of a file that holds it; write: raises RefusedError for a report that
    has no such form."""

    media_type: str
    suffix: str
    write: Callable[[Filed], bytes]


FORMS: Final[Mapping[str, Form]] = {
    "pdf": Form("application/pdf", ".pdf", print_common),
    "pdf-items": Form("application/pdf", ".pdf", print_items),
    "xlsx": Form(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx", write_filed
    ),
    "stix": Form("application/stix+json;version=2.1", ".json", write_stix),
    **{name: Form("application/json", ".json", writer(name)) for name in STAGES},
}
