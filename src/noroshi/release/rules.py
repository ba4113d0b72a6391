"""The release decision: Cedar policies over plain attributes. Pure."""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import cedarpy

INFORMATION_CLASSES = (
    "organisation",
    "asset",
    "exposure",
    "warning",
    "report",
    "ledger",
    "supplier",
    "intelligence",
)
OVERSEERS = ("ministry", "nco", "commission")


@dataclass(frozen=True, slots=True)
class Question:
    """May `recipient` receive this class of the owner's information?

    ministry: the code of the owner's competent ministry, or empty."""

    information_class: str
    owner: str
    owner_kind: str
    ministry: str
    recipient: str
    recipient_kind: str


@dataclass(frozen=True, slots=True)
class Answer:
    """allowed, and by which policies and articles."""

    allowed: bool
    grounds: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roughness:
    """How roughly a number of organisations is told. steps: ascending, none below the least that is
    told at all; days: for which an answer stands."""

    steps: tuple[int, ...]
    days: int


@cache
def roughness() -> Roughness:
    """The policy in force. Raises: ValueError for steps that tell of fewer than the least."""
    text = files("noroshi.release").joinpath("policies/rough_counts.toml").read_text("utf-8")
    table = tomllib.loads(text)
    steps = tuple(table["steps"])
    if min(steps) < table["least"] or list(steps) != sorted(set(steps)):
        raise ValueError("rough_counts.toml: steps ascend from the least")
    return Roughness(steps, table["days"])


@cache
def policies() -> str:
    """The policies in force."""
    return files("noroshi.release").joinpath("policies/standing.cedar").read_text("utf-8")


@cache
def _named() -> tuple[tuple[str, str], ...]:
    """The id and the article of each policy, in the order of the file, by which Cedar counts."""
    return tuple(re.findall(r'@id\("([^"]+)"\)\s+@article\("([^"]+)"\)', policies()))


def decide(questions: Sequence[Question]) -> list[Answer]:
    """Answer every question, in order. What no policy permits is denied."""
    requests = [
        {
            "principal": f'Organisation::"{question.recipient}"',
            "action": 'Action::"receive"',
            "resource": f'Information::"{question.information_class}/{question.owner}"',
        }
        for question in questions
    ]
    entities = list(
        {key: entity for q in questions for key, entity in _entities(q).items()}.values()
    )
    results = cedarpy.is_authorized_batch(requests, policies(), entities)
    return [_answer(result) for result in results]


def _entities(question: Question) -> dict[str, dict[str, object]]:
    """The two entities of a question, by their ids."""
    information = f"{question.information_class}/{question.owner}"
    return {
        question.recipient: {
            "uid": {"type": "Organisation", "id": question.recipient},
            "attrs": {"kind": question.recipient_kind, "code": question.recipient},
            "parents": [],
        },
        information: {
            "uid": {"type": "Information", "id": information},
            "attrs": {
                "class": question.information_class,
                "kind": question.owner_kind,
                "ministry": question.ministry,
            },
            "parents": [],
        },
    }


def _answer(result: cedarpy.AuthzResult) -> Answer:
    named = [_named()[int(reason.removeprefix("policy"))] for reason in result.diagnostics.reasons]
    grounds = tuple(name for name, _ in sorted(named))
    return Answer(result.allowed, grounds, tuple(article for _, article in sorted(named)))
