"""Who may read a report, as one table: groups of fields by recipients."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.web.words import name_of, word
from noroshi.reporting import consents
from noroshi.reporting.consents import Consultant
from noroshi.reporting.queries import owed
from noroshi.reporting.sharing import Consultant as Ground
from noroshi.reporting.sharing import sharing


class ConsentForm(forms.Form):
    recipient = forms.CharField(label=_("Recipient"), max_length=32)
    groups = forms.MultipleChoiceField(
        label=_("What it may read"),
        choices=[(group.key, group.key) for group in sharing().groups],
        error_messages={"required": _("Choose at least one group.")},
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """A column. says: in a cell of a recipient by law; code: of one by consent, whose consent stands
    or is None; article, hint: why."""

    name: str
    article: str
    hint: str
    says: str = ""
    code: str = ""
    consent: Any = None


def consent_table(found: Any, obligations: Iterable[Any]) -> dict[str, Any]:
    """The table of a report of one's own, and what has left."""
    columns = [*_by_law(obligations), *_by_consent(found)]
    return {
        "recipients": columns,
        "groups": [(group.key, _said(group)) for group in sharing().groups],
        "sent": consents.sent(found),
        "fetched": consents.fetches(found),
        "group_words": group_words(),
    }


def taken_beside(found: Any, newest: Any) -> dict[str, Any]:
    """Of a report that was taken down by telephone, when that was and what was said besides."""
    if not newest.taken_by:
        return {}
    return {
        "called_at": datetime.fromisoformat(newest.content["on_behalf"]["called_at"]),
        "spoken": consents.standing(found).filter(holds=False),
        "group_words": group_words(),
    }


def group_words() -> dict[str, str]:
    """The groups of fields in the reader's language."""
    return {group.key: _said(group) for group in sharing().groups}


def _said(said: Any) -> str:
    text: str = said.ja if get_language() == "ja" else said.en
    return text


def _by_law(obligations: Iterable[Any]) -> list[Recipient]:
    """Each recipient that something is owed to, once."""
    found = {}
    for row in obligations:
        value = owed(row)
        if row.recipient in found:
            continue
        is_here = bool(row.received_by)
        found[row.recipient] = Recipient(
            name=word("recipient", row.recipient),
            article=f"{value.article} [{value.tag}]",
            hint=gettext("By law; no consent is needed.")
            if is_here
            else gettext("You file it there yourself; nothing leaves from here."),
            says=gettext("all of it, by law") if is_here else gettext("not from here"),
        )
    return list(found.values())


def _by_consent(found: Any) -> list[Recipient]:
    grounds = {one.kind: one for one in sharing().recipients}
    held = {one.code: one for one in consents.standing(found)}
    return [
        _consultant(one, grounds[one.kind], held.get(one.code))
        for one in consents.consultants()
        if one.kind not in found.read_by
    ]


def _consultant(one: Consultant, ground: Ground, consent: Any) -> Recipient:
    article = f"{gettext(ground.article)} [{ground.tag}]"
    return Recipient(name_of(one), article, _said(ground), code=one.code, consent=consent)
