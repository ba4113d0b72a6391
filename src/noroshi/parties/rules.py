"""Pure decisions about organisations and who may do what."""

import re
from enum import StrEnum

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.parties.sectors import KINDS, SECTORS, UNIFIED_STANDARD_SECTORS

CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,31}")
COMMUNITIES = ("sector", "council", "partner")


class Role(StrEnum):
    """What a person or client is to its organisation."""

    ADMINISTRATOR = "administrator"
    ANALYST = "analyst"
    READER = "reader"
    CLIENT = "client"
    CONSOLE = "console"


class Power(StrEnum):
    """What an act needs."""

    ANSWER_WARNINGS = "answer warnings"
    KEEP_ASSETS = "register systems"
    KEEP_PARTIES = "register organisations"
    INVITE = "invite people"
    CLAIM_NETWORKS = "name networks and domains"
    VERIFY_CLAIMS = "verify networks and domains"
    JUDGE_SOURCES = "judge sources"
    JUDGE_NAMES = "judge names"
    COORDINATE = "coordinate"
    KEEP_DELIVERY = "say how the organisation is told"
    CLAIM_PRODUCTS = "name products"
    ASK_SUPPLIERS = "send notices and requests to suppliers"
    ANSWER_REQUESTS = "answer notices and requests"
    CONFIRM_REGIMES = "confirm regimes"
    REPORT_WEAKNESSES = "report weaknesses"
    FILE_REPORTS = "file reports"
    TAKE_REPORTS = "take reports by telephone"
    OPEN_LIVE = "open what looks like live malware"
    ASK_REPORTERS = "ask about reports"
    ORDER_CORRECTIONS = "order corrections"
    SUBSCRIBE = "subscribe to a calendar"
    KEEP_INTELLIGENCE = "store intelligence"
    EXCHANGE = "exchange with partners"
    PUBLISH_ADVISORIES = "publish advisories"
    LIST_PROVIDERS = "list providers of advisories"


_EDITORS = frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.CLIENT, Role.CONSOLE})
_KEEPERS = frozenset({Role.ADMINISTRATOR, Role.CONSOLE})

POWERS: dict[Power, frozenset[Role]] = {
    Power.ANSWER_WARNINGS: _EDITORS,
    Power.KEEP_ASSETS: _EDITORS,
    Power.KEEP_PARTIES: _KEEPERS,
    Power.INVITE: _KEEPERS,
    Power.CLAIM_NETWORKS: _KEEPERS,
    Power.VERIFY_CLAIMS: _KEEPERS,
    Power.JUDGE_SOURCES: _KEEPERS | {Role.CLIENT},
    Power.JUDGE_NAMES: _EDITORS,
    Power.COORDINATE: _EDITORS | {Role.READER},
    Power.CLAIM_PRODUCTS: _KEEPERS | {Role.CLIENT},
    Power.KEEP_DELIVERY: _KEEPERS | {Role.CLIENT},
    Power.ASK_SUPPLIERS: _EDITORS,
    Power.ANSWER_REQUESTS: _EDITORS,
    Power.CONFIRM_REGIMES: _KEEPERS,
    Power.REPORT_WEAKNESSES: _EDITORS,
    Power.FILE_REPORTS: _EDITORS,
    Power.TAKE_REPORTS: _EDITORS,
    Power.OPEN_LIVE: frozenset({Role.ANALYST}),
    Power.KEEP_INTELLIGENCE: _EDITORS,
    Power.EXCHANGE: _KEEPERS | {Role.CLIENT},
    Power.ASK_REPORTERS: _EDITORS,
    Power.ORDER_CORRECTIONS: _EDITORS,
    Power.PUBLISH_ADVISORIES: _EDITORS,
    Power.LIST_PROVIDERS: _KEEPERS | {Role.CLIENT},
    Power.SUBSCRIBE: frozenset({Role.ADMINISTRATOR, Role.ANALYST, Role.READER}),
}
# What the national office alone does, and how a refusal says so.
_NATIONAL = {
    Power.KEEP_PARTIES: "only the national office registers organisations",
    Power.VERIFY_CLAIMS: "only the national office verifies networks and domains",
    Power.JUDGE_SOURCES: "only the national office judges sources",
    Power.JUDGE_NAMES: "only the national office judges names",
    Power.COORDINATE: "only the national office coordinates",
    Power.ASK_SUPPLIERS: "only the national office sends notices and requests to suppliers",
    Power.CONFIRM_REGIMES: "only the national office confirms regimes",
    Power.TAKE_REPORTS: "only the national office takes reports by telephone",
    Power.LIST_PROVIDERS: "only the national office lists providers of advisories",
}
# What a competent ministry alone does.
_OF_MINISTRIES = {
    Power.ORDER_CORRECTIONS: "only the competent ministry orders a correction",
}
# What a supplier alone does.
_OF_SUPPLIERS = {
    Power.CLAIM_PRODUCTS: "only a supplier names products",
    Power.ANSWER_REQUESTS: "only the supplier answers",
}
PUBLISHERS = ("supplier", "nco")


def require(actor: Actor, power: Power) -> None:
    """Raises: RefusedError unless the actor's role has the power."""
    if actor.role not in POWERS[power]:
        raise RefusedError(f"this role may not {power}")
    if power in _NATIONAL and actor.organisation_kind != "nco":
        raise RefusedError(_NATIONAL[power])
    if power in _OF_MINISTRIES and actor.organisation_kind != "ministry":
        raise RefusedError(_OF_MINISTRIES[power])
    if power in _OF_SUPPLIERS and actor.organisation_kind != "supplier":
        raise RefusedError(_OF_SUPPLIERS[power])
    if power is Power.PUBLISH_ADVISORIES and actor.organisation_kind not in PUBLISHERS:
        raise RefusedError("only a supplier or the national office publishes advisories")


def corporate_number_check_digit(base: str) -> int:
    """The first digit of a corporate number, from the other twelve.

    9 - (sum of P_n * Q_n mod 9), P_n the n-th digit from the right, Q_n 1 for odd n and 2 for even.
    Source: Ministry of Finance Order on designation of corporate numbers, Art. 2."""
    total = sum(int(digit) * (2 - n % 2) for n, digit in enumerate(reversed(base), start=1))
    return 9 - total % 9


def check_corporate_number(number: str) -> None:
    """Raises: MalformedError unless it is thirteen digits with a true check digit."""
    if not re.fullmatch(r"[0-9]{13}", number):
        raise MalformedError("a corporate number has thirteen digits")
    if int(number[0]) != corporate_number_check_digit(number[1:]):
        raise MalformedError("the check digit of the corporate number is wrong")


def check_organisation(*, code: str, kind: str, sector: str, corporate_number: str) -> None:
    """Raises: MalformedError naming the field that cannot be."""
    if not CODE.fullmatch(code):
        raise MalformedError("code: capital letters, digits and hyphens, at most 32")
    if kind not in KINDS:
        raise MalformedError(f"kind: one of these: {', '.join(KINDS)}")
    if kind == "operator" and sector not in SECTORS:
        raise MalformedError(f"sector: an operator has one of these: {', '.join(SECTORS)}")
    if sector and sector not in SECTORS:
        raise MalformedError(f"sector: empty, or one of these: {', '.join(SECTORS)}")
    if corporate_number:
        check_corporate_number(corporate_number)


def check_standard_sector(sector: str) -> None:
    """Raises: MalformedError unless it is a sector of the unified standard."""
    if sector not in UNIFIED_STANDARD_SECTORS:
        raise MalformedError(f"one of these: {', '.join(UNIFIED_STANDARD_SECTORS)}")
