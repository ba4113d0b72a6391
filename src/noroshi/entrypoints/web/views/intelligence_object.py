"""One object: what it says, who told it, how it changed, and what stands beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import orjson
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from noroshi.entrypoints.details import detail_word
from noroshi.entrypoints.intelligence_shapes import object_json
from noroshi.entrypoints.web.listing import STIX, attached
from noroshi.entrypoints.web.requests import Request
from noroshi.entrypoints.web.templatetags.objects import object_title
from noroshi.entrypoints.web.views.warnings import lines
from noroshi.formats.names.observables import Observable, extract
from noroshi.formats.stix import bundle_of, marking_refs, pap_of
from noroshi.formats.stix.translating import TARGETS
from noroshi.intelligence import queries
from noroshi.intelligence.attack.telling import tags_of, techniques_of
from noroshi.intelligence.neighbours import near
from noroshi.intelligence.queries import Held
from noroshi.intelligence.rules import Change, changes
from noroshi.intelligence.tags.queries import Meant, meanings
from noroshi.intelligence.translations import tools_of, translated_object
from noroshi.intelligence.warninglists.queries import common
from noroshi.kernel.clock import now
from noroshi.kernel.errors import AbsentError
from noroshi.kernel.markings import Tlp
from noroshi.parties import queries as parties
from noroshi.warnings import queries as warnings

MOST_WARNINGS: Final = 5
PLAIN: Final = "text/plain; charset=utf-8"
# Members that the page says otherwise.
SAID: Final = frozenset(
    {"id", "type", "spec_version", "name", "description", "object_marking_refs"}
)


@dataclass(frozen=True, slots=True)
class Past:
    """A version as one source told it. organisation: None where the reader does not know it; source:
    of one's own alone; changes: against the version before it, None for the first."""

    held: Held
    organisation: str | None
    source: str
    changes: Sequence[Change] | None


@require_safe
def intelligence_object(request: Request, identifier: str) -> HttpResponse:
    """An object as far as the reader may see it, or a file of it."""
    told = queries.versions(identifier)
    if not told:
        raise AbsentError(gettext("there is no such object"))
    held, own = told[0], request.hat.actor.organisation
    codes = parties.codes(one.organisation for one in told)
    wanted = request.GET.get("format")
    if wanted == "stix":
        return attached(b"".join(bundle_of([held.content])), STIX, f"{identifier}.json")
    if wanted == "json":
        beside = queries.neighbours(identifier, size=queries.MOST_VERSIONS)
        known = codes | parties.codes(one.organisation for one in beside)
        return JsonResponse(object_json(told, beside, codes=known, own=own))
    if wanted in TARGETS:
        return _translation(held, wanted)
    content = orjson.loads(held.content)
    observables = _observables(content)
    context = {
        "held": held,
        "title": object_title(held),
        "content": content,
        "facts": [(name, value) for name, value in content.items() if name not in SAID],
        "past": [
            Past(
                one,
                codes.get(one.organisation),
                one.source if one.organisation == own else "",
                told,
            )
            for one, told in _history(told)
        ],
        "organisations": sorted(set(codes.values())),
        "near": near(held),
        "observables": observables,
        "common": sorted({name for names in common(observables).values() for name in names}),
        "warnings": _warnings(content),
        "techniques": techniques_of(content),
        "tags": _tags(content),
        "pap": pap_of(tags_of(content), marking_refs(content)),
        "tools": [
            (target, reason and detail_word(reason))
            for target, reason in tools_of(held, now=now()).items()
        ],
        "tlp": Tlp(held.tlp),
    }
    return render(request, "intelligence/detail.html", context)


def _translation(held: Held, target: str) -> HttpResponse:
    found = translated_object(held, target, now=now())
    return attached(found.text.encode(), PLAIN, f"{held.stix_id}.{found.suffix}")


def _history(told: Sequence[Held]) -> list[tuple[Held, Sequence[Change] | None]]:
    """Each version with what it changed, the newest first."""
    contents = [orjson.loads(one.content) for one in told]
    differing: list[Sequence[Change] | None] = [
        changes(older, newer) for newer, older in pairwise(contents)
    ]
    return list(zip(told, [*differing, None], strict=True))


def _tags(content: Mapping[str, Any]) -> list[tuple[str, Meant | None]]:
    """Its tags with what they mean, where that is known."""
    tags = list(dict.fromkeys(tags_of(content)))
    known = meanings(tags)
    return [(tag, known.get(tag.strip().lower())) for tag in tags]


def _observables(content: Mapping[str, Any]) -> tuple[Observable, ...]:
    texts = (content.get(name) for name in ("name", "value", "pattern"))
    return extract("\n".join(text for text in texts if isinstance(text, str)))


def _warnings(content: Mapping[str, Any]) -> list[Any]:
    """The reader's warnings whose cause is the weakness that the object is."""
    name = content.get("name", "")
    if content.get("type") != "vulnerability" or not name:
        return []
    found = warnings.inbox(warnings.Filter(text=name), size=MOST_WARNINGS).items
    return lines(list(found))
