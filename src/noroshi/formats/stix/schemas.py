"""JSON Schemas of STIX 2.1's objects, made of `types.toml` and of what they have in common. Each is
compiled when an object of its type is first met.

Custom properties are let in by their names (section 11.1); extensions by theirs (section 7.3)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import jsonschema_rs

Schema = dict[str, Any]

UUID: Final = (
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
)
IDENTIFIER: Final = f"^[a-z][a-z0-9-]+[a-z0-9]--{UUID}$"
INSTANT: Final = (
    r"^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])"
    r"T([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?Z$"
)
BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)$"
LANGUAGE: Final = (
    "^([a-z]{2}(-[A-Z]{2})?(-[a-z]{4})?(-[A-Z]{2}|[0-9]{3})?(-[a-z0-9]{5,8}|[0-9][a-z0-9]{3})*"
    "(-[a-z0-9]{1,8})*|[a-z]{3})$"
)
CVE: Final = r"^CVE-\d{4}-(0\d{3}|[1-9]\d{3,})$"
CAPEC: Final = r"^CAPEC-\d+$"
LENGTHS: Final[Mapping[str, int]] = {
    "MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-512": 128, "SHA3-256": 64, "SHA3-512": 128,
}  # fmt: skip

SOMETHING: Final[Schema] = {
    "type": ["array", "string", "integer", "boolean", "number", "object"],
    "minItems": 1,
}
TEXT: Final[Schema] = {"type": "string"}
DICTIONARY: Final[Schema] = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^[a-zA-Z0-9_-]{0,250}$"},
    "additionalProperties": SOMETHING,
}
PROPERTIES: Final[Schema] = {
    "propertyNames": {"pattern": "^[a-z][a-z0-9_]{2}|id$"},
    "patternProperties": {
        "^[a-z][a-z0-9_]{0,245}_bin$": {"$ref": "#/$defs/binary"},
        "^[a-z][a-z0-9_]{0,245}_hex$": {"$ref": "#/$defs/hex"},
        "": SOMETHING,
    },
}


def _text(pattern: str, **more: Any) -> Schema:
    return {"type": "string", "pattern": pattern, **more}


def _list(kind: str, least: int = 1) -> Schema:
    return {
        "type": "array",
        "items": {"$ref": f"#/$defs/{kind.replace(' ', '_')}"},
        "minItems": least,
    }


def _dictionary(values: Schema, names: str = "") -> Schema:
    return {
        **DICTIONARY,
        "additionalProperties": values,
        **({"propertyNames": {"pattern": names}} if names else {}),
    }


KINDS: Final[Mapping[str, Schema]] = {
    "text": TEXT,
    "texts": _list("text"),
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "object": {"type": "object"},
    "count": {"type": "integer", "minimum": 0},
    "count of sightings": {"type": "integer", "minimum": 0, "maximum": 999_999_999},
    "sightings": {"type": "integer", "minimum": 1, "maximum": 999_999_999},
    "confidence": {"type": "integer", "minimum": 0, "maximum": 100},
    "port": {"type": "integer", "minimum": 0, "maximum": 65535},
    "latitude": {"type": "number", "minimum": -90, "maximum": 90},
    "longitude": {"type": "number", "minimum": -180, "maximum": 180},
    "time": _text(INSTANT),
    "time in milliseconds": {
        "allOf": [_text(INSTANT), _text(r"T\d{2}:\d{2}:\d{2}\.\d{3,}Z$")]
    },
    "time in seconds": {"allOf": [_text(INSTANT), _text(r"T\d{2}:\d{2}:\d{2}Z$")]},
    "reference": _text(IDENTIFIER),
    "references": _list("reference"),
    "end": {
        "allOf": [_text(IDENTIFIER)],
        "not": _text("^(relationship|sighting|bundle|marking-definition|language-content)--"),
    },
    "translated": {"allOf": [_text(IDENTIFIER)], "not": _text("^(bundle|language-content)--")},
    "hyphenated": _text("^[a-z0-9-]+$"),
    "mac": _text("^([0-9a-f]{2}:){5}[0-9a-f]{2}$"),
    "hex": _text("^([a-fA-F0-9]{2})+$"),
    "binary": _text(BASE64),
    "encoding": _text(r"^[a-zA-Z0-9/\.+_:-]{2,250}$"),
    "media type": _text(
        "^(application|audio|font|image|message|model|multipart|text|video)/[a-zA-Z0-9.+_-]+"
    ),
    "language": _text(LANGUAGE),
    "languages": _list("language"),
    "cpe": _text(r"cpe:2\.3:[aho*-](:[^:]*(\\:[^:]*)*){10}"),
    "registry key": {"type": "string", "not": _text("^HKLM|HKCC|HKCR|HKCU|HKU|hklm|hkcc|hkcr|hkcu|hku")},
    "registry values": {"type": "array", "items": {"$ref": "#/$defs/registry_value"}},
    "phases": _list("phase"),
    "selector": _text(r"^([a-z0-9_-]{3,249}(\.(\[\d+\]|[a-z0-9_-]{1,250}))*|id)$"),
    "selectors": _list("selector"),
    "granular markings": _list("granular marking"),
    "dictionary": DICTIONARY,
    "dictionary of texts": _dictionary(TEXT),
    "dictionary of lists": _dictionary({"type": "array", "items": TEXT, "minItems": 1}),
    "texts and integers": _dictionary({"type": ["string", "integer"]}),
    "header fields": _dictionary(
        {"anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 2}]}
    ),
    "exif": _dictionary({"type": ["string", "integer"]}, "^[A-Z][a-zA-Z0-9_-]+$"),
    "socket options": _dictionary(
        {"type": "integer"}, "^(SO|ICMP|ICMP6|IP|IPV6|MCAST|TCP|IRLMP)(_[A-Z]+)+$"
    ),
    "hashes": {
        **_dictionary(TEXT, "^[a-zA-Z0-9_-]{3,250}$"),
        "properties": {
            **{name: _text(f"^[a-fA-F0-9]{{{length}}}$") for name, length in LENGTHS.items()},
            "SSDEEP": _text("^[a-zA-Z0-9/+:.]{1,128}$"),
            "TLSH": _text("^[a-zA-Z0-9]{70}$"),
        },
    },
    "streams": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": TEXT,
                "hashes": {"$ref": "#/$defs/hashes"},
                "size": {"$ref": "#/$defs/count"},
            },
        },
    },
    "pe section": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": TEXT,
            "size": {"$ref": "#/$defs/count"},
            "entropy": {"type": "number"},
            "hashes": {"$ref": "#/$defs/hashes"},
        },
    },
    "pe sections": _list("pe section"),
    "pe optional header": {
        "type": "object",
        "minProperties": 1,
        "properties": {"hashes": {"$ref": "#/$defs/hashes"}},
        "patternProperties": {
            "_hex$": {"$ref": "#/$defs/hex"},
            "^size_of_": {"$ref": "#/$defs/count"},
            "^(major|minor|address|base|image|section|file|number)_": {"type": "integer"},
        },
        "additionalProperties": False,
    },
    "external reference": {
        "type": "object",
        "required": ["source_name"],
        "properties": {
            "source_name": TEXT,
            "description": TEXT,
            "url": TEXT,
            "external_id": TEXT,
            "hashes": {"$ref": "#/$defs/hashes"},
        },
        "if": {"properties": {"source_name": {"enum": ["cve", "capec"]}}},
        "then": {"required": ["external_id"]},
        "else": {
            "properties": {"external_id": {"not": {"anyOf": [_text(CVE), _text(CAPEC)]}}},
            "anyOf": [{"required": [name]} for name in ("external_id", "description", "url")],
        },
        "allOf": [
            {
                "if": {"properties": {"source_name": {"const": name}}},
                "then": {"properties": {"external_id": _text(pattern)}},
            }
            for name, pattern in (("cve", CVE), ("capec", CAPEC))
        ],
    },
    "external references": _list("external reference"),
    "extension type": {
        "enum": ["new-sdo", "new-sco", "new-sro", "property-extension", "toplevel-property-extension"]
    },
    "extension types": _list("extension type"),
    "extensions": {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {
            r"^[a-z][a-z0-9]*(-[a-z0-9]+)*-ext$": {
                "type": "object", "minProperties": 1, **PROPERTIES,
            },
            f"^extension-definition--{UUID}$": {
                "type": "object",
                "required": ["extension_type"],
                "properties": {"extension_type": {"$ref": "#/$defs/extension_type"}},
                **PROPERTIES,
            },
        },
        "additionalProperties": False,
    },
    "observables": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "object", "required": ["type", "id"]},
    },
    "observed references": {
        "type": "array",
        "minItems": 1,
        "items": {
            "allOf": [_text(IDENTIFIER)],
            "not": _text(
                "^(attack-pattern|campaign|course-of-action|grouping|identity|incident|indicator"
                "|infrastructure|intrusion-set|location|malware-analysis|malware|note|observed-data"
                "|opinion|report|threat-actor|tool|vulnerability)--"
            ),
        },
    },
}  # fmt: skip

# What every object may have (section 3.2), by what it is.
COMMON: Final[Mapping[str, str]] = {
    "type": "type",
    "spec_version": "2.0|2.1",
    "id": "reference",
    "object_marking_refs": "references",
    "granular_markings": "granular markings",
    "extensions": "extensions",
}
CREATED: Final[Mapping[str, str]] = {
    "created_by_ref": "reference",
    "created": "time in milliseconds",
    "external_references": "external references",
}
OF_SECTION: Final[Mapping[str, Mapping[str, str]]] = {
    "domain": {
        **COMMON,
        **CREATED,
        "labels": "texts",
        "modified": "time in milliseconds",
        "revoked": "boolean",
        "confidence": "confidence",
        "lang": "text",
    },
    "observable": {**COMMON, "defanged": "boolean"},
    "definition": {
        **COMMON,
        **CREATED,
        "created": "time",
        "object_marking_refs": "references to marking-definition",
    },
}
REQUIRED: Final[Mapping[str, tuple[str, ...]]] = {
    "domain": ("type", "spec_version", "id", "created", "modified"),
    "observable": ("type", "id"),
    "definition": ("type", "spec_version", "id", "created"),
}
RESERVED: Final = ("severity", "action", "username", "phone_numbers")
CUSTOM: Final[Mapping[str, Any]] = {"required": []}


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(files("noroshi.formats.stix").joinpath("types.toml").read_text("utf-8"))


@cache
def sections() -> Mapping[str, str]:
    """Of each type that the specification knows: `domain` (relationships too), `observable` or
    `definition`."""
    tables = _tables()
    return {kind: section for section in OF_SECTION for kind in tables[section]}


@cache
def times() -> Mapping[str, tuple[str, ...]]:
    """The properties of each type that are instants, without `created` and `modified`."""
    tables = _tables()
    return {
        kind: tuple(name for name, word in tables[section][kind].items() if word == "time")
        for kind, section in sections().items()
    }


@cache
def validator(kind: str, section: str) -> jsonschema_rs.Draft202012Validator:
    """Of a type of the section; for an empty one, of what all of it have in common."""
    table = _tables()[section][kind] if kind else CUSTOM
    schema = _object(table, OF_SECTION[section], REQUIRED[section])
    schema["properties"] |= dict.fromkeys(RESERVED, False)
    schema["$defs"] = _definitions()
    return jsonschema_rs.Draft202012Validator(schema)


@cache
def _definitions() -> Schema:
    inside = {name: _object(table, {}, ()) for name, table in _tables()["inside"].items()}
    extensions = {
        f"{kind} extensions": {
            "allOf": [{"$ref": "#/$defs/extensions"}],
            "properties": {name: _object(one, {}, ()) for name, one in table.items()},
        }
        for kind, table in _tables()["extensions"].items()
    }
    kind = _text("^[a-z][a-z0-9]*(-[a-z0-9]+)*-?$", minLength=3, maxLength=250)
    named = {**KINDS, **inside, **extensions, "type": kind}
    return {name.replace(" ", "_"): schema for name, schema in named.items()}


def _object(
    table: Mapping[str, Any], common: Mapping[str, str], required: tuple[str, ...]
) -> Schema:
    own = {name: word for name, word in table.items() if isinstance(word, str)}
    schema: Schema = {
        "type": "object",
        "required": [*required, *table["required"]],
        "properties": {name: _kind(word) for name, word in {**common, **own}.items()},
    }
    if common:
        schema |= PROPERTIES
    if "one" in table:
        schema["anyOf"] = [{"required": [name]} for name in table["one"]]
    if "also" in table:
        schema["allOf"] = [table["also"]]
    return schema


def _kind(word: str) -> Schema:
    if word.startswith("reference to "):
        return _text(f"^({word.removeprefix('reference to ')})--{UUID}$")
    if word.startswith("references to "):
        items = _text(f"^({word.removeprefix('references to ')})--{UUID}$")
        return {"type": "array", "items": items, "minItems": 1}
    if "|" in word:
        return {"enum": word.split("|")}
    return {"$ref": f"#/$defs/{word.replace(' ', '_')}"}
