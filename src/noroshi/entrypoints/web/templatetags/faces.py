"""Template words: how times, codes, addresses and markings are shown."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from noroshi.entrypoints.report_shapes import changes_of
from noroshi.entrypoints.web import draft_forms, sign_in, words
from noroshi.entrypoints.web.rows import Filling
from noroshi.kernel.clock import now, rfc3339
from noroshi.kernel.markings import Tlp
from noroshi.reporting import fields
from noroshi.vulnerabilities.aliases import written
from noroshi.warnings import sentences
from noroshi.warnings.rules import Urgency

register = template.Library()

# Fields of an incident that hold codes, and the words for them.
FAMILIES = {
    "kind": "report_kind",
    "stage": "stage",
    "regimes": "regime",
    "traits": "trait",
    "ransom.demands": "demand",
    "filed_elsewhere.regime": "regime",
    "filed_elsewhere.stage": "stage",
    "reporter.bound_by": "regime",
}
STEPS = ((86400, "day"), (3600, "hour"), (60, "minute"))


@register.filter
def when(instant: datetime | None) -> str | SafeString:
    """An instant: absolute with its zone, and relative beside it."""
    if instant is None:
        return "—"
    local = instant.astimezone(timezone.get_current_timezone())
    ago = escape(relative(instant))
    return SafeString(
        f'<time datetime="{rfc3339(instant)}">{local:%Y-%m-%d %H:%M %Z} <span class="ago">{ago}</span></time>'
    )


@register.filter
def day(value: date | None) -> str | SafeString:
    """A date."""
    return "—" if value is None else format_html('<time datetime="{0}">{0}</time>', value)


@register.filter
def relative(instant: datetime) -> str:
    """How long ago or ahead, in its largest unit."""
    seconds = int((instant - now()).total_seconds())
    for size, unit in STEPS:
        if abs(seconds) >= size:
            return _ahead(seconds // size, unit) if seconds > 0 else _ago(-seconds // size, unit)
    return _("now")


def _ahead(count: int, unit: str) -> str:
    match unit:
        case "day":
            text = ngettext("in %(count)d day", "in %(count)d days", count)
        case "hour":
            text = ngettext("in %(count)d hour", "in %(count)d hours", count)
        case _:
            text = ngettext("in %(count)d minute", "in %(count)d minutes", count)
    return text % {"count": count}


def _ago(count: int, unit: str) -> str:
    match unit:
        case "day":
            text = ngettext("%(count)d day ago", "%(count)d days ago", count)
        case "hour":
            text = ngettext("%(count)d hour ago", "%(count)d hours ago", count)
        case _:
            text = ngettext("%(count)d minute ago", "%(count)d minutes ago", count)
    return text % {"count": count}


@register.filter
def is_past(instant: datetime | None) -> bool:
    """Has it passed?"""
    return instant is not None and instant < now()


@register.filter
def word(code: str, family: str) -> str:
    """`{{ warning.state|word:"state" }}`"""
    return words.word(family, str(code))


@register.filter
def urgency_word(urgency: int) -> str:
    """An urgency by its number."""
    return words.word("urgency", Urgency(urgency).name.lower())


@register.filter
def failure_word(reason: str) -> str:
    """Why a message did not arrive."""
    return words.failure_word(reason) if reason else ""


@register.filter
def badge(code: str, family: str) -> SafeString:
    """A state or an urgency as a badge: `{{ warning.state|badge:"state" }}`. Lists hold many, and
    a component costs five times as much."""
    return _badge(str(code), family, get_language())


@lru_cache(maxsize=512)
def _badge(code: str, family: str, _language: str | None) -> SafeString:
    said = escape(words.word(family, code))
    return SafeString(f'<span class="badge {family}-{escape(code)}">{said}</span>')


@register.filter
def sub(texts: Iterable[str]) -> SafeString:
    """Small lines below what a cell says first."""
    return SafeString("".join([f'<span class="sub">{escape(text)}</span>' for text in texts]))


@register.filter
def filled(template: SafeString, filling: Filling | None) -> SafeString:
    """The rows of a list that fills its row's template; what loops over its rows is whole."""
    return filling.fill(template) if filling else template


@register.filter
def offered(options: Iterable[tuple[str, Any]], chosen: str) -> SafeString:
    """What a field offers to choose from, codes with their words; a nation has many."""
    return SafeString(
        "".join(
            [
                f'<option value="{escape(code)}"{" selected" if code == chosen else ""}>'
                f"{escape(str(label))}</option>"
                for code, label in options
            ]
        )
    )


@register.filter
def due(instant: datetime | None, is_owed: object) -> str | SafeString:
    """By when an answer is owed; overdue only where one still is."""
    if instant is None:
        return _("promptly")
    if not is_owed or not is_past(instant):
        return when(instant)
    overdue = escape(_("Overdue"))
    return SafeString(f'<span class="overdue"><strong>{overdue}</strong> {when(instant)}</span>')


@register.filter
def answer_due(warning: Any, is_owed: object) -> str | SafeString:
    """By when a warning is to be answered; what is deferred has no date."""
    return _("with other work") if warning.due_at is None else due(warning.due_at, is_owed)


@register.filter
def kind_word(kind: str) -> str:
    """What an organisation is."""
    return words.kind_word(kind)


@register.filter
def sector_word(sector: str) -> str:
    """A designated sector."""
    return words.sector_word(sector)


@register.filter
def cite(article: str) -> str:
    """A citation of the law in the reader's language."""
    return words.cited(article)


@register.filter
def cited(articles: list[str]) -> str:
    """Citations of the law in the reader's language."""
    return _("; ").join(map(words.cited, articles))


@register.filter
def name_of(named: Any) -> str:
    """An organisation's name in the reader's language."""
    return words.name_of(named) if named else "—"


@register.filter
def defanged(address: str) -> str:
    """An address or name that nothing turns into a link: `192[.]0[.]2[.]1`, `hxxps://a[.]example/b`."""
    scheme, mark, rest = str(address).rpartition("://")
    host, slash, path = rest.partition("/")
    host = host.replace(".", "[.]").replace(":", "[:]")
    return scheme.replace("http", "hxxp") + mark + host + slash + path


@register.filter
def name_written(key: str) -> str:
    """A key by which a product is found, as words."""
    return written(key)


@register.filter
def percent(probability: Decimal | str | None) -> str:
    """A probability in [0, 1] as per cent; templates give an empty text for what is not there."""
    return "—" if probability in (None, "") else f"{float(probability) * 100:.1f}%"


@register.filter
def octets(value: bytes | memoryview) -> str:
    """A digest in hexadecimal."""
    return bytes(value).hex()


@register.filter
def tlp_class(marking: Tlp) -> str:
    """The style of a marking: `tlp-amber-strict`."""
    return "tlp-" + marking.value.replace("+", "-")


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The present address with some parameters changed; None takes one out. What is changed goes
    back to the first page."""
    query = context["request"].GET.copy()
    query.pop("after", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return "?" + urlencode(sorted(query.lists()), doseq=True)


@register.filter
def described(field: Any) -> SafeString:
    """A form's field that names its hint and errors to who cannot see them. The library's
    placeholders only repeat the label."""
    attributes = {"aria-describedby": f"{field.auto_id}_notes"}
    if "placeholder" in field.field.widget.attrs:
        attributes["placeholder"] = ""
    return SafeString(field.as_widget(attrs=attributes))


@register.filter
def inline_svg(text: str) -> SafeString:
    """A drawing made by a library of ours, without its XML declaration."""
    return SafeString(text[text.index("<svg") :])


@register.filter
def at(table: Any, key: str) -> Any:
    """What a mapping holds under a key; None for nothing."""
    return table.get(key)


@register.filter
def title_of(vulnerability: Any) -> str:
    """A vulnerability's title in the reader's language."""
    return words.title_of(vulnerability)


@register.filter
def told_title_of(record: Any) -> str:
    """The title that one source gives, in the reader's language where it does."""
    return words.told_title_of(record)


@register.filter
def description_of(vulnerability: Any) -> str:
    """A vulnerability's description in the reader's language."""
    return words.either(vulnerability.description_ja, vulnerability.description)


@register.filter
def bill_name(inventory: Any) -> str:
    """What a bill of materials is about."""
    return str(inventory.key).removeprefix("sbom:")


@register.filter
def note_text(note: Any) -> str:
    """A line of a warning's history: codes as words, what people wrote as they wrote it."""
    if note.kind == "change":
        return words.word("change", note.text)
    if note.kind != "answer":
        return str(note.text) or "—"
    state, *rest = note.text.split("\n")
    return "\n".join([words.word("state", state), *(words.word("reason", one) for one in rest)])


@register.filter
def supplier_name(told: Any) -> str:
    """Of whom an answer is, in the reader's language."""
    return words.either(told.supplier_ja, told.supplier)


@register.filter
def thread_change(line: Any) -> str:
    """What changed in a thread: an act as a word, and what belongs to it."""
    act, *rest = line.text.split("\n")
    return " ".join([words.word("thread", act), *rest])


@register.filter
def disclosure_text(line: Any) -> str:
    """What was said of a weakness under embargo: acts as words, what people wrote as they wrote it."""
    if line.kind != "change":
        return str(line.text)
    act, *rest = line.text.split("\n")
    return "\n".join([words.word("disclosure_act", act), *rest])


@register.filter
def field_word(place: str) -> str:
    """What a field of an incident is called."""
    return fields.field_word(place)


@register.filter
def as_filed(value: Any, place: str) -> str | SafeString:
    """What stands in a field of an incident: codes in words, a list with commas, instants as ever."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if place.startswith("when.") or place.endswith(("].at", "_at")):
        return when(datetime.fromisoformat(value))
    family = FAMILIES.get(fields.bare_place(place))
    many = value if isinstance(value, list) else [value]
    return ", ".join(words.word(family, one) if family else str(one) for one in many)


register.filter("typed", draft_forms.typed)
register.filter("changes_said", changes_of)


@register.filter
def points(decision: Any) -> Any:
    """The points of an SSVC decision, one a line."""
    return sentences.lines(decision)


@register.filter
def outcome(decision: Any) -> SafeString:
    """What an SSVC decision says, as a badge."""
    text = sentences.OUTCOMES[decision.outcome]
    style = slugify(decision.outcome.replace("*", " star"))
    return format_html('<span class="badge outcome-{}">{}</span>', style, text)


@register.filter
def explained(decision: Any) -> str:
    """An SSVC decision in one sentence."""
    return sentences.explained(decision, get_language() or "en")


@register.filter
def tree(name: str) -> Any:
    """An SSVC tree as it is published."""
    return sentences.TREES[name]


@register.filter
def answer_text(answer: Any) -> str:
    """What a supplier answered, in one sentence; empty for nothing."""
    if not answer:
        return ""
    if answer["kind"] == "fix":
        return _("Fixed in %(version)s") % {"version": answer["fixed_in"]}
    if answer["kind"] == "date":
        more = _("More by %(day)s") % {"day": answer["expected_on"]}
        return " · ".join(filter(None, (more, answer.get("advice"))))
    if answer["kind"] == "end":
        ended = _("It will not be fixed, its support has ended: %(advice)s")
        return ended % {"advice": answer["advice"]}
    said = words.word("vex", answer["status"])
    if answer["justification"]:
        said = f"{said} · {words.word('reason', answer['justification'])}"
    return f"{said} · {', '.join(answer['versions']) or _('all versions')}"


@register.simple_tag
def demo_people() -> Any:
    """Address and name of the demo nation's accounts; none elsewhere."""
    return sign_in.demo_people()
