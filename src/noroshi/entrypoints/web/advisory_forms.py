"""Forms of advisories: a small one of one product, and a whole document."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.web.supplier_forms import BETWEEN
from noroshi.entrypoints.web.words import choices
from noroshi.formats.csaf.validating import SCHEMA, Failure
from noroshi.formats.csaf.writing import STATUSES, Publisher, Revision, Weak, Written

LONGEST: Final = 10_000
MOST_WEAKNESSES: Final = 50
CODES: Final = re.compile(r"[\s,、]+")


def _text(label: Any, *, hint: Any = "", rows: int = 3, is_required: bool = True) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, required=is_required, max_length=LONGEST, widget=widget, help_text=hint
    )


def _line(label: Any, *, hint: Any = "", is_required: bool = False) -> Any:
    return forms.CharField(label=label, required=is_required, max_length=1000, help_text=hint)


class RecipientsForm(forms.Form):
    recipients = _text(
        _("Who reads it"),
        hint=_("Codes of organisations, for TLP:AMBER and TLP:RED alone."),
        rows=2,
        is_required=False,
    )

    def clean_recipients(self) -> tuple[str, ...]:
        """The codes, each once."""
        return tuple(dict.fromkeys(filter(None, CODES.split(self.cleaned_data["recipients"]))))


class AdvisoryForm(RecipientsForm):
    title = _line(_("Title"), hint=_("For example: Open door in GateOS"), is_required=True)
    category = forms.ChoiceField(label=_("Kind"), choices=choices("profile"))
    language = forms.ChoiceField(label=_("Language"), choices=choices("document_language"))
    summary = _text(_("Summary"))
    vendor = _line(_("Vendor"), is_required=True)
    product = _line(_("Product"), is_required=True)
    namespace = forms.URLField(
        label=_("Your address on the web"),
        assume_scheme="https",
        help_text=_("It tells publishers apart, for example https://gates.example"),
    )
    tlp = forms.ChoiceField(label=_("How far it may travel"), choices=choices("label"))
    change = _line(_("What changed"), hint=_("In the history of revisions"), is_required=True)
    field_order = (
        "title",
        "category",
        "language",
        "summary",
        "vendor",
        "product",
        "namespace",
        "tlp",
        "recipients",
        "change",
    )


class WeakForm(forms.Form):
    cve = _line(_("CVE identifier"), hint=_("For example CVE-2024-21762"))
    title = _line(_("Title"))
    description = _text(_("Description"))
    cwe = _line("CWE", hint=_("For example CWE-287"))
    cvss = _line("CVSS", hint=_("A vector of version 3.1, 3.0 or 2.0"))
    known_affected = _line(
        _("Affected versions"), hint=_("With commas between, for example < 7.2.5, 7.4.0")
    )
    fixed = _line(_("Fixed in version"), hint=_("For example 7.2.5"))
    known_not_affected = _line(_("Versions that are not affected"))
    under_investigation = _line(_("Versions under investigation"))
    justification = forms.ChoiceField(
        label=_("Why it is not affected"),
        choices=(("", _("Choose a reason")), *choices("reason")),
        required=False,
    )
    remedy = forms.ChoiceField(
        label=_("What to do"), choices=(("", "—"), *choices("remedy")), required=False
    )
    details = _text(_("What to do, in words"), is_required=False, rows=2)

    def weak(self) -> Weak:
        """What is said of it."""
        given = self.cleaned_data
        remedy = (given["remedy"], given["details"]) if given["remedy"] else None
        return Weak(
            description=given["description"],
            versions={
                status: tuple(dict.fromkeys(filter(None, BETWEEN.split(given[status].strip()))))
                for status in STATUSES
            },
            cve=given["cve"].strip(),
            title=given["title"],
            cwe=given["cwe"].strip(),
            cvss_vector=given["cvss"].strip(),
            remedy=remedy,
            justification=given["justification"],
        )


WeakForms = forms.formset_factory(
    WeakForm, extra=0, min_num=1, max_num=MOST_WEAKNESSES, validate_max=True, can_delete=True
)


class DocumentForm(RecipientsForm):
    file = forms.FileField(
        label=_("File"), help_text=_("CSAF 2.0 in JSON, from any editor; a draft stays one.")
    )
    field_order = ("file",)


def written(
    given: Mapping[str, Any],
    weaknesses: Sequence[Weak],
    *,
    identity: tuple[str, Publisher],
    history: Sequence[Revision],
) -> Written:
    """What the forms say, as a draft. identity: tracking id and publisher, without a namespace;
    history: with the revision that this is."""
    name, publisher = identity
    return Written(
        id=name,
        category=given["category"],
        title=given["title"],
        summary=given["summary"],
        language=given["language"],
        tlp=given["tlp"],
        publisher=Publisher(publisher.category, publisher.name, given["namespace"]),
        vendor=given["vendor"],
        product=given["product"],
        weaknesses=weaknesses,
        history=history,
    )


def history(before: Written | None, change: str, *, at: datetime) -> list[Revision]:
    """With the revision that is written now: a draft's own again, or one more."""
    past = list(before.history) if before else []
    if before and before.status == "draft":
        past.pop()
    return [*past, Revision(past[-1].number + 1 if past else 1, at, change)]


def rows_of(sent: Any) -> list[dict[str, Any]]:
    """The values of each weakness as they were sent."""
    total = sent.get("weak-TOTAL_FORMS", "")
    many = min(int(total), MOST_WEAKNESSES - 1) if total.isdecimal() else 0
    return [
        {name: sent.get(f"weak-{number}-{name}", "") for name in WeakForm.base_fields}
        for number in range(many)
    ]


def initial(found: Written) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The values of both forms, of what was written."""
    names = ("title", "category", "language", "summary", "vendor", "product", "tlp")
    first = {name: getattr(found, name) for name in names}
    first |= {"namespace": found.publisher.namespace, "change": found.history[-1].summary}
    rows = [
        {
            "cve": one.cve,
            "title": one.title,
            "description": one.description,
            "cwe": one.cwe,
            "cvss": one.cvss_vector,
            "justification": one.justification,
            "remedy": one.remedy[0] if one.remedy else "",
            "details": one.remedy[1] if one.remedy else "",
            **{status: ", ".join(one.versions.get(status, ())) for status in STATUSES},
        }
        for one in found.weaknesses
    ]
    return first, rows


def _said(failure: Failure) -> str:
    if failure.test == SCHEMA:
        return gettext("not of the form that CSAF asks for")
    return f"{detail_word(failure.reason)} ({failure.test})"


# Where what fails stands in the forms, by how its place begins.
PLACES: Final = (
    ("/document/title", "title"),
    ("/document/notes", "summary"),
    ("/document/publisher", "namespace"),
    ("/document/distribution", "tlp"),
    ("/document/tracking/revision_history", "change"),
    ("/product_tree/branches/0/branches", "product"),
    ("/product_tree", "vendor"),
)
WEAK_PLACES: Final = {
    "cve": "cve",
    "title": "title",
    "notes": "description",
    "cwe": "cwe",
    "scores": "cvss",
    "product_status": "known_affected",
    "flags": "justification",
    "threats": "justification",
    "remediations": "remedy",
}
BY_TEST: Final = {"6.1.27.9": "justification", "6.1.27.10": "remedy", "6.1.27.8": "cve"}
WEAK: Final = re.compile(r"/vulnerabilities/([0-9]+)(?:/([a-z_]+))?")


def point_out(
    failing: Sequence[Failure], form: AdvisoryForm, weaknesses: Sequence[forms.Form]
) -> None:
    """Say beside each field what fails of what it became."""
    for one in failing:
        text = _said(one)
        found = WEAK.match(one.path)
        if found and int(found[1]) < len(weaknesses):
            field = BY_TEST.get(one.test) or WEAK_PLACES.get(found[2] or "")
            weaknesses[int(found[1])].add_error(field, text)
            continue
        field = next((name for place, name in PLACES if one.path.startswith(place)), None)
        form.add_error(field, text)
