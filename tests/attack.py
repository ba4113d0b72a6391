"""An invented matrix of ATT&CK: two tactics, a technique with two sub-techniques, one that was revoked
by another that was revoked, and one that is deprecated."""

import json

from tests.stix import identifier

CHAIN = "mitre-attack"


def numbered(kind: str, number: str, name: str, **more) -> dict:
    """An object of the matrix."""
    return {
        "type": kind,
        "spec_version": "2.1",
        "id": identifier(kind, number),
        "created": "2018-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": name,
        "external_references": [
            {
                "source_name": CHAIN,
                "external_id": number,
                "url": f"https://attack.mitre.org/techniques/{number.replace('.', '/')}",
            }
        ],
        **more,
    }


def pattern(number: str, name: str, *phases: str, **more) -> dict:
    """A technique."""
    chain = [{"kill_chain_name": CHAIN, "phase_name": one} for one in phases]
    return numbered("attack-pattern", number, name, kill_chain_phases=chain, **more)


def revoked_by(old: str, new: str) -> dict:
    """That one technique stands now for another."""
    return {
        "type": "relationship",
        "id": identifier("relationship", old),
        "relationship_type": "revoked-by",
        "source_ref": identifier("attack-pattern", old),
        "target_ref": identifier("attack-pattern", new),
    }


def matrix(*more: dict, modified: str = "2026-01-02T00:00:00.000Z") -> bytes:
    """The bundle; more: objects beside, of which those with a known identifier come first."""
    tactics = [
        numbered("x-mitre-tactic", "TA0002", "Execution", x_mitre_shortname="execution"),
        numbered("x-mitre-tactic", "TA0001", "Initial Access", x_mitre_shortname="initial-access"),
    ]
    order = [tactics[1]["id"], tactics[0]["id"]]
    objects = [
        *more,
        numbered("x-mitre-matrix", "enterprise-attack", "Enterprise (fictional)",
                 tactic_refs=order, modified=modified),
        {"type": "x-mitre-collection", "id": "x", "x_mitre_version": "99.1"},
        *tactics,
        pattern("T1190", "Break the Door", "initial-access"),
        pattern("T1566", "Write Letters", "initial-access", "execution"),
        pattern("T1566.001", "Letters with Gifts", "initial-access"),
        pattern("T1566.002", "Letters with Ways", "initial-access"),
        pattern("T1001", "Old", "execution", revoked=True),
        pattern("T1002", "Newer", "execution", revoked=True),
        pattern("T1003", "Faded", "execution", x_mitre_deprecated=True),
        revoked_by("T1001", "T1002"),
        revoked_by("T1002", "T1566.001"),
    ]  # fmt: skip
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()
