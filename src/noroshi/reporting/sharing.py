"""What of a report goes to whom: to those whom the law names all of it, to others the groups of fields
that the reporter consents to. Pure."""

from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from msgspec import Struct

from noroshi.kernel.errors import MalformedError
from noroshi.reporting.incident import Incident
from noroshi.reporting.regimes import Tag


class _Part(Struct, frozen=True, forbid_unknown_fields=True):
    """What the policy is made of, with its words."""

    ja: str
    en: str


class Group(_Part, frozen=True):
    """Members of an incident that are consented to together."""

    key: str
    members: tuple[str, ...]


class Consultant(_Part, frozen=True):
    """A kind of organisation that receives by consent, and where that is said."""

    kind: str
    article: str
    tag: Tag


class Sharing(Struct, frozen=True, forbid_unknown_fields=True):
    """The policy: whom one may consent to, and to what."""

    recipients: tuple[Consultant, ...]
    groups: tuple[Group, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of organisations that receive by consent."""
        return tuple(one.kind for one in self.recipients)


@cache
def sharing() -> Sharing:
    """The policy in force. Raises: ValueError unless each member of an incident is in one group."""
    octets = files("noroshi.reporting").joinpath("policies/sharing.toml").read_bytes()
    policy = msgspec.toml.decode(octets, type=Sharing)
    members = [member for group in policy.groups for member in group.members]
    if sorted(members) != sorted(Incident.__struct_fields__):
        raise ValueError("sharing.toml: each member of the incident stands in one group")
    return policy


def check_groups(groups: Collection[str]) -> list[str]:
    """The groups in the order of the policy. Raises: MalformedError for none, or one that is none."""
    known = [group.key for group in sharing().groups]
    if not groups or not set(groups) <= set(known):
        raise MalformedError(f"groups: some of these: {', '.join(known)}")
    return [key for key in known if key in groups]


def excerpt_of(content: Mapping[str, Any], groups: Collection[str]) -> dict[str, Any]:
    """What a report says in these groups, and nothing else of it."""
    chosen = [group for group in sharing().groups if group.key in groups]
    members = [member for group in chosen for member in group.members]
    return {member: content[member] for member in members if member in content}
