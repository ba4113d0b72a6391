"""Invented tables of tags: a taxonomy, and clusters of two galaxies."""

import json

TAXONOMY = {
    "namespace": "kagami",
    "expanded": "Mirror (fictional)",
    "version": 3,
    "predicates": [
        {"value": "clear", "expanded": "Seen clearly", "colour": "#00ff00"},
        {"value": "trust", "expanded": "How far it is trusted", "colour": "red"},
    ],
    "values": [{"predicate": "trust", "entry": [{"value": "full", "expanded": "Wholly"}]}],
}
ACTORS = {
    "name": "Threat Actor",
    "type": "threat-actor",
    "uuid": "7cdff317-a673-4474-84ec-4f1754947823",
    "version": 2,
    "values": [
        {
            "value": "Kagemusha Gang (fictional)",
            "uuid": "5f0f0f0f-0000-4000-8000-00000000000a",
            "description": "Invented",
            "meta": {"synonyms": ["Shadow Actors", "Oboro Group"], "country": "XX"},
        },
        {"value": "Oboro Group", "uuid": "5f0f0f0f-0000-4000-8000-00000000000b"},
    ],
}
PATTERNS = {
    "name": "Attack Pattern",
    "type": "mitre-attack-pattern",
    "uuid": "dcb864dc-775f-11e7-9fbb-1f41b4996683",
    "version": 1,
    "values": [{"value": "Break the Door", "meta": {"external_id": "T1190"}}],
}


def tables() -> str:
    """All of them, a line each."""
    return "\n".join(map(json.dumps, (TAXONOMY, ACTORS, PATTERNS)))
