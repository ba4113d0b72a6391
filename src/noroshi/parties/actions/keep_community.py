"""Form a community of organisations: the council, a group of partners."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import ConflictError, MalformedError
from noroshi.kernel.identifiers import uuid7
from noroshi.ledger.actions.record import record
from noroshi.parties.facts import CommunityKept
from noroshi.parties.models import Community, Membership, Organisation
from noroshi.parties.rules import CODE, Power, require

FORMED = ("council", "partner")  # a sector's community follows from the register


@dataclass(frozen=True, slots=True)
class CommunityForm:
    """members: codes of organisations, all of them; who is not named leaves."""

    code: str
    kind: str
    name: str
    name_ja: str
    members: Collection[str]


@transaction.atomic
def form_community(form: CommunityForm, *, by: Actor, at: datetime) -> Community:
    """Form a community that is not there yet.

    Raises: ConflictError if one has the code, and what keep_community raises."""
    require(by, Power.KEEP_PARTIES)
    if Community.objects.filter(code=form.code).exists():
        raise ConflictError("code: a community has this code already")
    return keep_community(form, by=by, at=at)


@transaction.atomic
def keep_community(form: CommunityForm, *, by: Actor, at: datetime) -> Community:
    """Form a community or change its name and members. The national office alone may.

    Raises: MalformedError naming the field, RefusedError."""
    require(by, Power.KEEP_PARTIES)
    if not CODE.fullmatch(form.code) or form.code.startswith("SECTOR-"):
        raise MalformedError("code: capital letters, digits and hyphens, not beginning SECTOR-")
    if form.kind not in FORMED:
        raise MalformedError(f"kind: one of these: {', '.join(FORMED)}")
    members = list(Organisation.objects.filter(code__in=form.members))
    missing = set(form.members) - {member.code for member in members}
    if missing:
        raise MalformedError(
            f"members: no organisation has this code: {', '.join(sorted(missing))}"
        )
    community = Community.objects.filter(code=form.code).first() or Community(
        id=uuid7(), code=form.code
    )
    community.kind, community.name, community.name_ja = form.kind, form.name, form.name_ja
    community.save()
    Membership.objects.filter(community=community).exclude(organisation__in=members).delete()
    Membership.objects.bulk_create(
        [Membership(community=community, organisation=member) for member in members],
        ignore_conflicts=True,
    )
    detail = sorted(member.code for member in members)
    record(CommunityKept(f"community:{form.code}", None, detail), by=by, at=at)
    return community
