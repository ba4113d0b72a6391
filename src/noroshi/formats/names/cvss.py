"""CVSS vectors 2.0, 3.0, 3.1 and 4.0 (FIRST) and their scores."""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from types import ModuleType

import msgspec
from cvss import CVSS2, CVSS3, CVSS4, constants2, constants3, constants4
from cvss.exceptions import CVSSError

from noroshi.kernel.errors import MalformedError

LONGEST = 512  # characters
_TENTH = Decimal("0.1")
# Where FIRST's schema of 4.0 names or words a metric otherwise than the library does.
_MEMBERS_OF_4 = {
    "AT": "attackRequirements",
    "VC": "vulnConfidentialityImpact",
    "VI": "vulnIntegrityImpact",
    "VA": "vulnAvailabilityImpact",
    "SC": "subConfidentialityImpact",
    "SI": "subIntegrityImpact",
    "SA": "subAvailabilityImpact",
    "CR": "confidentialityRequirement",
    "IR": "integrityRequirement",
    "AR": "availabilityRequirement",
    "MAT": "modifiedAttackRequirements",
    "MVC": "modifiedVulnConfidentialityImpact",
    "MVI": "modifiedVulnIntegrityImpact",
    "MVA": "modifiedVulnAvailabilityImpact",
    "MSC": "modifiedSubConfidentialityImpact",
    "MSI": "modifiedSubIntegrityImpact",
    "MSA": "modifiedSubAvailabilityImpact",
    "S": "Safety",
    "AU": "Automatable",
    "R": "Recovery",
}
_WORDS_OF_4 = {"POC": "PROOF_OF_CONCEPT", "INRECOVERABLE": "IRRECOVERABLE"}


class Score(msgspec.Struct, frozen=True, gc=False):
    """version: `2.0`, `3.0`, `3.1` or `4.0`; score: [0, 10] with one decimal; severity: `none`,
    `low`, `medium`, `high` or `critical` (version 2.0 knows no `none` and no `critical`)."""

    version: str
    vector: str
    score: Decimal
    severity: str


@lru_cache(maxsize=1 << 13)
def read_vector(vector: str) -> Score:
    """The base score; of 4.0 the score of all metrics given, as that has no other.

    Raises: MalformedError. Source: FIRST CVSS specifications, qualitative severity rating."""
    if len(vector) > LONGEST:
        raise MalformedError(f"CVSS vector of more than {LONGEST} characters")
    try:
        return _read(vector)
    except CVSSError as error:
        raise MalformedError(f"not a CVSS vector: {vector[:100]!r}") from error


@lru_cache(maxsize=1 << 14)
def published_score(version: str, vector: str, base_score: float) -> Score:
    """The score that was published with a vector, which is not looked at.

    Source: qualitative severity rating, CVSS 3.1 section 5, 4.0 section 6; of 2.0 NVD's."""
    score = Decimal(f"{base_score:.1f}")
    if version != "2.0" and (score == 0 or score >= 9):
        return Score(version, vector, score, "critical" if score else "none")
    severity = "low" if score < 4 else "medium" if score < 7 else "high"
    return Score(version, vector, score, severity)


def _read(vector: str) -> Score:
    if vector.startswith("CVSS:4.0/"):
        read = CVSS4(vector)
        return _score("4.0", vector, read.base_score, read.severity)
    if vector.startswith("CVSS:3."):
        read = CVSS3(vector)
        return _score(f"3.{read.minor_version}", vector, read.base_score, read.severities()[0])
    read = CVSS2(vector)
    return _score("2.0", vector, read.base_score, read.severities()[0])


def _score(version: str, vector: str, score: Decimal | float, severity: str) -> Score:
    exact = Decimal(str(score)).quantize(_TENTH)
    return Score(version, vector, exact, severity.lower())


def vector_members(vector: str) -> dict[str, str | float]:
    """What a vector says, by the members of FIRST's JSON schemas: the metrics that it gives, and the
    scores and severities of their groups.

    Raises: MalformedError. Source: cvss-v2.0.json, cvss-v3.0.json, cvss-v3.1.json, cvss-v4.0.json."""
    version = read_vector(vector).version
    constants, members = _constants(version), _scores(version, vector)
    names = _members(version)
    for part in vector.split("/"):
        metric, _, given = part.partition(":")
        if metric in names:
            members[names[metric]] = _word(constants, metric, given)
    return members


def _scores(version: str, vector: str) -> dict[str, str | float]:
    if version == "4.0":
        four = CVSS4(vector)
        score, severity = float(four.base_score), four.severity.upper()
        return {"version": version, "baseScore": score, "baseSeverity": severity}
    read = CVSS2(vector) if version == "2.0" else CVSS3(vector)
    return {
        name: value
        for name, value in read.as_json(minimal=True).items()
        if name.endswith(("Score", "Severity")) or name == "version"
    }


@lru_cache(maxsize=4)
def member_words(version: str) -> Mapping[str, frozenset[str]]:
    """Every word that each metric may have in JSON, of a version."""
    constants = _constants(version)
    return {
        name: frozenset(
            _word(constants, metric, short) for short in constants.METRICS_VALUE_NAMES[metric]
        )
        for metric, name in _members(version).items()
    }


def _members(version: str) -> Mapping[str, str]:
    usual: Mapping[str, str] = _constants(version).METRICS_ABBREVIATIONS_JSON
    return {**usual, **_MEMBERS_OF_4} if version == "4.0" else usual


def _constants(version: str) -> ModuleType:
    if version == "2.0":
        found: ModuleType = constants2
    else:
        found = constants4 if version == "4.0" else constants3
    return found


def _word(constants: ModuleType, metric: str, short: str) -> str:
    word = constants.METRICS_VALUE_NAMES[metric][short].upper()
    if word == "ADJACENT" and constants is not constants4:
        return "ADJACENT_NETWORK"
    word = word.replace("-", "_").replace(" ", "_")
    return str(_WORDS_OF_4.get(word, word) if constants is constants4 else word)
