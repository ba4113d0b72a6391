"""A small advisory of one product, written as a CSAF 2.0 document."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.metadata import version as release_of
from typing import Any, Final

import orjson

from noroshi.formats.names.cvss import vector_members
from noroshi.formats.names.cwes import weaknesses
from noroshi.kernel.clock import rfc3339
from noroshi.kernel.errors import MalformedError

ENGINE: Final = "Noroshi"
RANGE: Final = ("<", ">", "vers:", "|", "*")
STATUSES: Final = ("known_affected", "fixed", "known_not_affected", "under_investigation")


@dataclass(frozen=True, slots=True)
class Publisher:
    """category: `vendor`, `coordinator` or another of the schema; namespace: an address."""

    category: str
    name: str
    namespace: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Weak:
    """One vulnerability. versions: by status of the schema, `known_affected` and others;
    remedy: category and details; justification: a flag's label, for what is not affected."""

    description: str
    versions: Mapping[str, Sequence[str]]
    cve: str = ""
    title: str = ""
    cwe: str = ""
    cvss_vector: str = ""
    remedy: tuple[str, str] | None = None
    justification: str = ""


@dataclass(frozen=True, slots=True)
class Revision:
    """One entry of the history. number: an integer."""

    number: int
    at: datetime
    summary: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a person writes. tlp: `WHITE` and the other labels of 2.0; language: `ja` or `en`;
    history: oldest first, the last one being this version."""

    id: str
    category: str
    title: str
    summary: str
    language: str
    tlp: str
    publisher: Publisher
    vendor: str
    product: str
    weaknesses: Sequence[Weak]
    history: Sequence[Revision]
    status: str = "draft"


def write(written: Written) -> bytes:
    """The document, indented. Whether it is valid, the tests say."""
    versions = dict.fromkeys(
        one for weak in written.weaknesses for several in weak.versions.values() for one in several
    )
    ids = {version: f"CSAFPID-{number:04d}" for number, version in enumerate(versions, start=1)}
    document: dict[str, Any] = {"document": _about(written)}
    if ids:
        document["product_tree"] = _tree(written, ids)
    if written.weaknesses:
        document["vulnerabilities"] = [_weak(one, ids) for one in written.weaknesses]
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def released(document: bytes, *, at: datetime) -> bytes:
    """A draft that was written here or elsewhere as final: its last revision is of `at`."""
    found = orjson.loads(document)
    tracking = found["document"]["tracking"]
    tracking["status"] = "final"
    tracking["current_release_date"] = rfc3339(at)
    if len(tracking["revision_history"]) == 1:
        tracking["initial_release_date"] = rfc3339(at)
    tracking["revision_history"][-1]["date"] = rfc3339(at)
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def reread(document: bytes) -> Written | None:
    """What a person wrote, of a document that was written here; None of any other."""
    found = orjson.loads(document)
    about = found["document"]
    engine = about["tracking"].get("generator", {}).get("engine", {}).get("name")
    if engine != ENGINE:
        return None
    vendor = found["product_tree"]["branches"][0]
    product = vendor["branches"][0]
    names = {leaf["product"]["product_id"]: leaf["name"] for leaf in product["branches"]}
    publisher, tracking = about["publisher"], about["tracking"]
    return Written(
        id=tracking["id"],
        category=about["category"],
        title=about["title"],
        summary=about["notes"][0]["text"],
        language=about["lang"],
        tlp=about["distribution"]["tlp"]["label"],
        publisher=Publisher(publisher["category"], publisher["name"], publisher["namespace"]),
        vendor=vendor["name"],
        product=product["name"],
        weaknesses=[_reread_weak(one, names) for one in found["vulnerabilities"]],
        history=[
            Revision(int(one["number"]), datetime.fromisoformat(one["date"]), one["summary"])
            for one in tracking["revision_history"]
        ],
        status=tracking["status"],
    )


def revised(written: Written, *, summary: str, at: datetime) -> Written:
    """The same as the draft of its next version."""
    following = Revision(written.history[-1].number + 1, at, summary)
    return replace(written, history=[*written.history, following], status="draft")


def _about(written: Written) -> dict[str, Any]:
    told = written.publisher
    publisher = {"category": told.category, "name": told.name, "namespace": told.namespace}
    if told.contact:
        publisher["contact_details"] = told.contact
    return {
        "category": written.category,
        "csaf_version": "2.0",
        "distribution": {"tlp": {"label": written.tlp, "url": "https://www.first.org/tlp/"}},
        "lang": written.language,
        "notes": [{"category": "summary", "text": written.summary}],
        "publisher": publisher,
        "title": written.title,
        "tracking": {
            "current_release_date": rfc3339(written.history[-1].at),
            "generator": {"engine": {"name": ENGINE, "version": release_of("noroshi")}},
            "id": written.id,
            "initial_release_date": rfc3339(written.history[0].at),
            "revision_history": [
                {"date": rfc3339(one.at), "number": str(one.number), "summary": one.summary}
                for one in written.history
            ],
            "status": written.status,
            "version": str(written.history[-1].number),
        },
    }


def _tree(written: Written, ids: Mapping[str, str]) -> dict[str, Any]:
    leaves = [
        {
            "category": "product_version_range" if _is_range(version) else "product_version",
            "name": version,
            "product": {
                "name": f"{written.vendor} {written.product} {version}",
                "product_id": product_id,
            },
        }
        for version, product_id in ids.items()
    ]
    product = {"category": "product_name", "name": written.product, "branches": leaves}
    vendor = {"category": "vendor", "name": written.vendor, "branches": [product]}
    return {"branches": [vendor]}


def _is_range(version: str) -> bool:
    return any(mark in version for mark in RANGE)


def _weak(weak: Weak, ids: Mapping[str, str]) -> dict[str, Any]:
    named = {
        status: [ids[version] for version in versions]
        for status, versions in weak.versions.items()
        if versions
    }
    affected, spared = named.get("known_affected", []), named.get("known_not_affected", [])
    found: dict[str, Any] = {"notes": [{"category": "description", "text": weak.description}]}
    found |= {name: text for name, text in (("cve", weak.cve), ("title", weak.title)) if text}
    if weak.cwe:
        name = min(weaknesses().get(weak.cwe, ("",)))
        found["cwe"] = {"id": weak.cwe, "name": name or weak.cwe}
    if named:
        found["product_status"] = named
    if weak.cvss_vector and affected:
        found["scores"] = [{"products": affected, **_cvss(weak.cvss_vector)}]
    if weak.remedy and affected:
        category, details = weak.remedy
        found["remediations"] = [
            {"category": category, "details": details, "product_ids": affected}
        ]
    if weak.justification and spared:
        found["flags"] = [{"label": weak.justification, "product_ids": spared}]
    return found


def _cvss(vector: str) -> dict[str, Any]:
    try:
        members = vector_members(vector)
    except MalformedError:
        return {"cvss_v3": {"version": "3.1", "vectorString": vector}}  # for test 6.1.8 to refuse
    member = "cvss_v2" if members["version"] == "2.0" else "cvss_v3"
    return {member: {"vectorString": vector, **members}}


def _reread_weak(found: Mapping[str, Any], names: Mapping[str, str]) -> Weak:
    scores = [cvss for score in found.get("scores", ()) for cvss in score.values()]
    vectors = [one["vectorString"] for one in scores if isinstance(one, dict)]
    fixes = [(one["category"], one["details"]) for one in found.get("remediations", ())]
    labels = [one["label"] for one in found.get("flags", ())]
    return Weak(
        description=found["notes"][0]["text"],
        versions={
            status: [names[one] for one in several]
            for status, several in found.get("product_status", {}).items()
        },
        cve=found.get("cve", ""),
        title=found.get("title", ""),
        cwe=found.get("cwe", {}).get("id", ""),
        cvss_vector=next(iter(vectors), ""),
        remedy=next(iter(fixes), None),
        justification=next(iter(labels), ""),
    )
