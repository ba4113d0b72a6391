"""`/vex-authors`, `/vex-closures`, `/vex-contradictions`: whose VEX is believed, and what follows."""

from collections.abc import Mapping
from typing import Any

from ninja import Header, Query, Router

from noroshi.entrypoints.api import judging_schemas as shapes
from noroshi.entrypoints.api import schemas
from noroshi.entrypoints.api.access import Bearer, Request
from noroshi.entrypoints.api.description import ACTED, BODY, described
from noroshi.entrypoints.api.submissions import submitted
from noroshi.entrypoints.keyset import page, page_at_hand
from noroshi.entrypoints.vex_shapes import closure_json
from noroshi.kernel.clock import now
from noroshi.vulnerabilities import queries
from noroshi.vulnerabilities.actions.judge_vex_author import distrust_vex_author, trust_vex_author

SCOPES = ("warnings", "intelligence")
JUDGING = ("intelligence",)
router = Router(auth=Bearer(*SCOPES), tags=["vex"])
authors = Router(auth=Bearer(*SCOPES), tags=["vex"])


@authors.get(
    "",
    response=schemas.Page[shapes.VexAuthor],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_vex_authors(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """Every author of VEX by name, trusted or not."""
    part = page_at_hand(
        queries.vex_authors(),
        lambda one: [one["author"]],
        after=chosen.cursor,
        size=chosen.limit,
    )
    return {"items": part.rows, "next": part.next}


@authors.post(
    "/trust",
    auth=Bearer(*JUDGING),
    response=shapes.VexAuthor,
    openapi_extra=described(scopes=JUDGING, refusals=BODY),
)
def trust_author(
    request: Request, trust: shapes.Trust, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Let an author's statements close exposures from now on. The national office alone may."""
    return submitted(
        request,
        sending,
        lambda: trust_vex_author(
            trust.author, rank=trust.rank, days=trust.days, by=request.auth, at=now()
        ),
        lambda kept: _author(kept.name),
    )


@authors.post(
    "/distrust",
    auth=Bearer(*JUDGING),
    response=shapes.VexAuthor,
    openapi_extra=described(scopes=JUDGING, refusals=ACTED),
)
def distrust_author(
    request: Request, distrust: shapes.Distrust, sending: Header[schemas.Sending]
) -> Mapping[str, Any]:
    """Believe an author no more; what its statements have closed opens again."""
    return submitted(
        request,
        sending,
        lambda: distrust_vex_author(distrust.author, by=request.auth, at=now()),
        lambda _: _author(distrust.author),
    )


@router.get(
    "/vex-closures",
    response=schemas.Page[shapes.Closure],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_vex_closures(request: Request, chosen: Query[shapes.ClosureFilter]) -> dict[str, Any]:
    """Exposures that statements have closed, as far as the reader may know, by vulnerability."""
    found = queries.closed_by_vex(author=chosen.author)
    part = page(found, ["cause", "asset_id"], after=chosen.cursor, size=chosen.limit)
    return {"items": [closure_json(one) for one in part.rows], "next": part.next}


@router.get(
    "/vex-contradictions",
    response=schemas.Page[shapes.Contradiction],
    openapi_extra=described(scopes=SCOPES, refusals=[304]),
)
def list_vex_contradictions(request: Request, chosen: Query[schemas.Paging]) -> dict[str, Any]:
    """Where two trusted authors say different things of one product in one vulnerability."""
    names = ("cause", "counts", "other", "says", "other_says")
    found = sorted(queries.contradictions(most=None), key=lambda one: [one[name] for name in names])
    part = page_at_hand(
        found, lambda one: [one[name] for name in names], after=chosen.cursor, size=chosen.limit
    )
    return {"items": part.rows, "next": part.next}


def _author(name: str) -> dict[str, Any]:
    nobody = {"author": name, "statements": 0, "closed": 0, "rank": None, "days": None}
    return next((one for one in queries.vex_authors() if one["author"] == name), nobody)
