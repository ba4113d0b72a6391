"""What first for the nation: the office's list, and its part of a vulnerability's page."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from noroshi.entrypoints.coordinating import coordinations
from noroshi.entrypoints.decisions import coordination_json
from noroshi.entrypoints.web.listing import Choice, Column, Listing, Part, show
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.words import title_of
from noroshi.kernel.actors import Actor
from noroshi.warnings.coordination import queries
from noroshi.warnings.sentences import OUTCOMES, explained


def _listing(by: Actor) -> Listing:
    def fetch(chosen: Mapping[str, str], cursor: str, size: int | None) -> Part:
        page = queries.ranked(by=by, level=chosen["level"], cursor=cursor, size=size)
        return Part(coordinations(page.causes, by), page.next)

    return Listing(
        name="coordination",
        title=_("What first for the nation"),
        columns=COLUMNS,
        fetch=fetch,
        shape=lambda one: {"id": one.vulnerability.id, **coordination_json(one)},
        count=lambda chosen: queries.count(by=by, level=chosen["level"]),
        filters=(
            Choice(
                "level",
                _("How soon"),
                lambda: [(code, OUTCOMES[code]) for code in reversed(queries.LEVELS)],
            ),
        ),
        template="coordination/list.html",
    )


COLUMNS = (
    Column("id", _("Number"), lambda one: one.vulnerability.id),
    Column("title", _("Title"), lambda one: title_of(one.vulnerability)),
    Column("level", _("How soon"), lambda one: one.level.outcome),
    Column("triage", _("With suppliers"), lambda one: one.triage.outcome),
    Column("organisations", _("Exposed"), lambda one: one.organisations, is_number=True),
    Column("kev", _("KEV"), lambda one: one.standing.exploited is not None),
    Column(
        "epss",
        _("EPSS"),
        lambda one: one.standing.prediction and one.standing.prediction.epss,
        is_number=True,
    ),
    Column(
        "points", _("Why"), lambda one: explained(one.level, get_language() or "en"), is_extra=True
    ),
)


@require_safe
def coordination(request: Request) -> HttpResponse:
    """Vulnerabilities by how soon the nation is to act."""
    return show(request, _listing(request.hat.actor))
