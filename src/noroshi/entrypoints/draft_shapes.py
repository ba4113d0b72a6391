"""Drafts of reports in plain values."""

from typing import TYPE_CHECKING, Any

from noroshi.entrypoints.attachment_shapes import attachment_json
from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.shapes import instant
from noroshi.kernel.clock import rfc3339
from noroshi.reporting.attachments import attachments_of_draft
from noroshi.reporting.drafting import missing
from noroshi.reporting.drafts import duties, proposed, said_by
from noroshi.reporting.merging import mark
from noroshi.reporting.sentences import why

if TYPE_CHECKING:
    from noroshi.parties.models import Organisation
    from noroshi.reporting.models import Draft
    from noroshi.reporting.rules import Obligation

Shape = dict[str, Any]


def draft_json(draft: "Draft") -> Shape:
    """A draft without what stands in it. base: the version of the report that it was begun from; filed:
    the version that it became."""
    report = draft.report
    became = draft.version
    return {
        "id": str(draft.id),
        "kind": draft.kind,
        "report": str(report.id) if report else None,
        "base": draft.base,
        "is_behind": bool(report and not draft.ended_at and report.version != draft.base),
        "begun_at": rfc3339(draft.begun_at),
        "changed_at": rfc3339(draft.changed_at),
        "ended_at": instant(draft.ended_at),
        "filed": became and {"report": str(became.report_id), "version": became.number},
    }


def whole_draft_json(draft: "Draft", organisation: "Organisation") -> Shape:
    """A draft with its fields as they were typed, the mark of each, what else somebody typed into one,
    what is wrong and what is missing, what would follow, and the files beside it."""
    said = said_by(draft)
    owed = duties(draft, said, organisation)
    chosen = proposed(draft.fields, owed)
    wanted = missing({**draft.fields, **chosen}, str(chosen.get("stage", "first")))
    return {
        **draft_json(draft),
        "fields": draft.fields,
        "marks": {name: mark(value) for name, value in draft.fields.items()},
        "rivals": draft.rivals,
        "problems": {name: detail_word(problem) for name, problem in said.problems.items()},
        "missing": wanted,
        "proposed": chosen,
        "attachments": [attachment_json(one) for one in attachments_of_draft(draft)],
        "would_owe": [_owed(one) for one in (owed.obligations if owed else ())],
    }


def _owed(one: "Obligation") -> Shape:
    return {
        "regime": one.step.regime,
        "stage": one.step.stage,
        "recipient": one.recipient.value,
        "article": one.article,
        "due_at": instant(one.due_at),
        "warn_at": instant(one.warn_at),
        "filed_at": instant(one.filed_at),
        "why": why(one),
    }
