"""The interface keeps its own description, whatever is sent to it."""

import json
from collections import Counter

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from noroshi.reporting.incident import Kind, example
from tests.integration.api.conftest import browser
from tests.integration.assets.test_bills import bill
from tests.nation import GATES, bring_assets
from tests.stix import bundle, indicator

SITE = "http://localhost"
STIX = indicator("a")

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


@pytest.fixture(scope="module")
def described(nation):
    from django.core.wsgi import get_wsgi_application

    browser()
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", closing(get_wsgi_application()))


def closing(application):
    """As a server has it: what has been sent is closed, a file among it."""

    def served(environ, start):
        answer = application(environ, start)
        try:
            return [b"".join(answer)]
        finally:
            answer.close()

    return served


def test_it_is_openapi_3_1(described):
    document = described.raw_schema
    assert document["openapi"].startswith("3.1.")
    assert "/oauth/token" in str(document["components"]["securitySchemes"])
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert {"401", "403", "422", "503"} <= set(operation["responses"]), path
            assert operation["security"], path


def sound_parts(nation):
    """What names something that is there, or is a file, by the beginning of the path: chance finds
    neither."""
    (warning, *_) = nation.east.get("/warnings").json()["items"]
    (asset, *_) = nation.east.get("/assets").json()["items"]
    (entry, *_) = nation.east.get("/ledger/entries").json()["items"]
    (community, *_) = nation.east.get("/communities").json()["items"]
    names = {
        "organisations/{code}": {"code": "P-EAST"},
        "assets/{identifier}": {"identifier": asset["id"]},
        "warnings/{identifier}": {"identifier": warning["id"]},
        "vulnerabilities/{identifier}": {"identifier": "CVE-2099-0001"},
        "ledger/entries/{identifier}": {"identifier": entry["id"]},
    }
    parts = {path: {"path_parameters": name} for path, name in names.items()}
    return {
        **parts,
        "systems/connections": {"body": "system,kind,to_system,over\n", "media_type": "text/csv"},
        "systems/{identifier}": {"path_parameters": {"identifier": asset["system_id"]}},
        "communities/{code}": {"path_parameters": {"code": community["code"]}},
        "assets/import": {"body": GATES, "media_type": "text/csv"},
        "specified-computers": {"body": {"assets": [asset["id"]], "on": "2026-11-02"}},
        "specified-computers/notifications": {"body": {"on": "2026-11-02"}},
        "ledger/consistency": {"query": {"old": 1}},
        **supplier_parts(nation),
        **disclosure_parts(nation),
        **judging_parts(nation),
        **delivery_parts(nation),
        **partner_parts(nation),
        **provider_parts(nation),
        **report_parts(nation),
        "intelligence/{identifier}": {"path_parameters": {"identifier": stix_of(nation)}},
        **reading_parts(nation),
        "intelligence": {"body": STIX, "media_type": "application/stix+json"},
        "inventories/{identifier}": {"path_parameters": {"identifier": bill_of(nation)}},
        "what-if": {"query": {"vulnerability": "CVE-2099-0001"}},
    }


def stix_of(nation):
    answer = nation.east.post("/intelligence", bundle(STIX))
    assert answer.json()["accepted"] == 1
    return STIX["id"]


def reading_parts(nation):
    """A text, and what was read of it."""
    text = {"body": b"192.0.2.99 evil.example", "media_type": "text/plain"}
    sent = {"content_type": text["media_type"]}
    told = nation.east.call("POST", "/intelligence/readings", text["body"], **sent).json()
    chosen = {"reading": told["reading"], "chosen": [0], "title": "T", "source": "s"}
    asked = {"pattern": "[ipv4-addr:value = '192.0.2.1']", "target": "kql"}
    return {
        "intelligence/translations": {"body": asked},
        "intelligence/{identifier}/translation": {
            "path_parameters": {"identifier": STIX["id"]},
            "query": {"target": "kql"},
        },
        "intelligence/readings/store": {"body": chosen},
        "intelligence/readings": text,
    }


def bill_of(nation):
    bring_assets(nation.actors["P-EAST"], json.dumps(bill(parts={"a": "1"}, edges=[])))
    (found,) = nation.east.get("/inventories").json()["items"]
    return found["id"]


def judging_parts(nation):
    """A pair of names to be taken back, another to be added, and whom to trust."""
    pair = {"name": "Tanuki | Gate", "other": "Mujina | Door", "kind": "renamed", "ground": "told"}
    made = nation.office.post("/product-names", pair).json()["id"]
    for author in ("A", "B"):
        nation.office.post("/vex-authors/trust", {"author": author})
    return {
        "product-names/{identifier}": {
            "path_parameters": {"identifier": made},
            "body": {"state": "withdrawn", "ground": "told otherwise"},
        },
        "product-names": {"body": {**pair, "name": "Tanuki | Fence"}},
        "vex-authors/trust": {"body": {"author": "C", "rank": 1}},
        "vex-authors/distrust": {"body": {"author": "A"}},
    }


def report_parts(nation):
    """A report to be read and supplemented, and one to be withdrawn."""
    incident = json.loads(example(Kind.DDOS))
    kept, withdrawn = (nation.east.post("/reports", incident).json()["id"] for _ in "ab")
    at = {"identifier": kept}
    question = nation.ministry.post(f"/reports/{kept}/questions", {"text": "Which site?"}).json()[
        "id"
    ]
    consents = [
        nation.east.post(
            f"/reports/{kept}/consents", {"recipient": code, "groups": ["event"]}
        ).json()
        for code in ("POLICE", "POLICE-2")
    ]
    (shared, *_) = nation.east.get("/shared-reports").json()["items"]
    octets = {"media_type": "application/octet-stream", "body": b"seen"}
    file, erased = (
        nation.east.call(
            "POST", f"/reports/{kept}/attachments", b"seen", content_type=octets["media_type"]
        ).json()["id"]
        for _ in "ab"
    )
    call = {"organisation": "P-EAST", "called_at": "2026-11-02T12:00:00+09:00"}
    told = {**call, "incident": incident}
    taken, waits = (nation.office.post("/taken-reports", told).json()["id"] for _ in "ab")
    more = {"called_at": call["called_at"], "number": 1, "incident": incident}
    return {
        **draft_parts(nation, kept),
        "taken-reports/{identifier}/versions": {
            "path_parameters": {"identifier": waits},
            "body": more,
        },
        "taken-reports/{identifier}/attachments": {
            "path_parameters": {"identifier": waits},
            **octets,
        },
        "taken-reports": {"body": told},
        "reports/{identifier}/confirm": {"path_parameters": {"identifier": taken}},
        "report-attachments/{identifier}/content": {"path_parameters": {"identifier": file}},
        "report-attachments/{identifier}/erase": {
            "path_parameters": {"identifier": erased},
            "body": {"reason": "A slip."},
        },
        "reports/{identifier}/attachments": {"path_parameters": at, **octets},
        "shared-reports/{identifier}": {"path_parameters": {"identifier": shared["id"]}},
        "reports/{identifier}/consents/{consent}/withdraw": {
            "path_parameters": {**at, "consent": consents[0]["id"]},
        },
        "reports/{identifier}/consents": {
            "path_parameters": at,
            "body": {"recipient": "POLICE-2", "groups": ["event"]},
        },
        "report-questions/{identifier}/answer": {
            "path_parameters": {"identifier": question},
            "body": {"text": "The north one."},
        },
        "reports/{identifier}/orders": {
            "path_parameters": at,
            "body": {"text": "Recount.", "due_on": "2031-01-31"},
        },
        "reports/{identifier}/questions": {"path_parameters": at, "body": {"text": "Why?"}},
        "reports/{identifier}/notes": {"path_parameters": at, "body": {"text": "Noted."}},
        "reports/{identifier}/withdraw": {
            "path_parameters": {"identifier": withdrawn},
            "body": {"reason": "A drill."},
        },
        "reports/{identifier}/versions/{number}": {"path_parameters": {**at, "number": 1}},
        "reports/{identifier}/versions": {
            "path_parameters": at, "query": {"correction": "A slip."}, "body": incident,
        },
        "reports/{identifier}": {"path_parameters": at},
        "reports": {"body": incident},
    }  # fmt: skip


def draft_parts(nation, report):
    """For each act a draft of its own: one to be renewed is of a report, one to be filed is whole."""
    incident = json.loads(example(Kind.OTHER))
    whole = {
        "title": "T", "what": "W", "stage": "first", "regimes": ["jp-act"], "traits": ["intrusion"],
        "when.aware": "2026-11-02T06:40", "contacts.0.name": "N", "contacts.0.email": "n@east.example",
    }  # fmt: skip
    other = nation.east.post("/reports", incident).json()["id"]
    parts = {}
    for act, body in (
        ("/fields", {"fields": {"title": "X"}}), ("/settle", {"field": "title", "choice": None}),
        ("/file", {}), ("/discard", None), ("/renew", None), ("", None),
    ):  # fmt: skip
        begun = {"report": other} if act == "/renew" else {"kind": "other"}
        made = nation.east.post("/report-drafts", begun).json()["id"]
        nation.east.post(f"/report-drafts/{made}/fields", {"fields": whole})
        given = {"path_parameters": {"identifier": made}}
        parts[f"report-drafts/{{identifier}}{act}"] = given | ({"body": body} if body else {})
    octets = {"media_type": "application/octet-stream", "body": b"seen"}
    place = f"/report-drafts/{made}/attachments"
    file = nation.east.call("POST", place, b"x", content_type=octets["media_type"]).json()["id"]
    beside = {"path_parameters": {"identifier": made}}
    removed = {"path_parameters": {"identifier": made, "file": file}}
    return {
        "report-drafts/{identifier}/attachments/{file}/remove": removed,
        "report-drafts/{identifier}/attachments": beside | octets,
        **parts,
        "report-drafts": {"body": {"report": report}},
    }


def delivery_parts(nation):
    """An endpoint to be resumed, and one to be removed."""
    hook = {"url": "https://hooks.east.example/noroshi"}
    kept, removed = (nation.east.post("/endpoints", hook).json()["id"] for _ in "ab")
    return {
        "endpoints/{identifier}/resume": {"path_parameters": {"identifier": kept}},
        "endpoints/{identifier}": {"path_parameters": {"identifier": removed}},
        "endpoints": {"body": hook},
        "delivery-wish": {"body": {"at_once": [], "digest": "none", "language": "en"}},
    }


def partner_parts(nation):
    """Partners to be asked, paused, resumed and removed, and one to be added."""
    wanted = {"url": "https://isac.example/taxii2/", "pull_from": "all"}
    parts = {}
    for act in ("/exchange", "/pause", "/resume", "/declined", ""):
        made = nation.east.post("/partners", {**wanted, "name": f"to{act}"}).json()["id"]
        parts[f"partners/{{identifier}}{act}"] = {"path_parameters": {"identifier": made}}
    return {**parts, "partners": {"body": {**wanted, "name": "another"}}}


def provider_parts(nation):
    """Providers to be looked at, paused, resumed and removed, and one to be added."""
    site, parts = "https://gates.example/{}/provider-metadata.json", {}
    for act in ("look", "pause", "resume", "refused", ""):
        name = act or "gone"
        wanted = {"name": name, "url": site.format(name)}
        made = nation.office.post("/advisory-providers", wanted).json()["id"]
        place = f"advisory-providers/{{identifier}}/{act}".removesuffix("/")
        parts[place] = {"path_parameters": {"identifier": made}}
    return {**parts, "advisory-providers": {"body": {"name": "new", "url": site.format("new")}}}


def supplier_parts(nation):
    """Threads to be answered, extended and closed, a product to be withdrawn, and what names one."""
    message = {"product": nation.product, "cause": "CVE-2099-0001", "kind": "notice", "text": "x"}
    kept = nation.office.post("/supplier-threads", message).json()["id"]
    request = {**message, "kind": "request"}
    closed = nation.office.post("/supplier-threads", request).json()["id"]
    fix = {"kind": "fix", "fixed_in": "7.2.5"}
    nation.maker.post(f"/supplier-threads/{closed}/answer", fix)
    more = {**request, "cause": "CVE-2099-0002"}
    extended = nation.office.post("/supplier-threads", more).json()["id"]
    spare = {"vendor": "Gate Maker", "product": "Gate 9"}
    withdrawn = nation.maker.post("/supplier-products", spare).json()["id"]
    return {
        "supplier-threads/{identifier}/extend": {
            "path_parameters": {"identifier": extended},
            "body": {"due_on": "2999-01-01"},
        },
        "supplier-products/{identifier}/withdraw": {
            "path_parameters": {"identifier": withdrawn},
            "body": {"reason": "It was sold."},
        },
        "supplier-threads/{identifier}/close": {
            "path_parameters": {"identifier": closed},
            "body": {"state": "done"},
        },
        "supplier-threads/{identifier}/answer": {
            "path_parameters": {"identifier": kept},
            "body": fix,
        },
        "supplier-threads/{identifier}": {"path_parameters": {"identifier": kept}},
        "supplier-threads": {"body": {**message, "cause": "CVE-2099-0002"}},
        "supplier-products/{identifier}": {"path_parameters": {"identifier": nation.product}},
        "supplier-products": {"body": {"vendor": "Gate Maker", "product": "Gate 2"}},
    }


def disclosure_parts(nation):
    """For each act a weakness of its own: pending to be accepted, open for the others."""
    report = {"title": "A way in", "description": "x", "vendor": "Fortinet", "product": "FortiOS"}
    acts = {
        "accept": {"product": nation.product}, "describe": report, "cve": {"cve": "CVE-2099-0003"},
        "embargo": {"until": "2999-01-01"}, "agree": None, "publish": {"reason": "It is exploited."},
        "close": {"reason": "No weakness."},
    }  # fmt: skip
    parts = {}
    for act, body in acts.items():
        made = nation.east.post("/disclosures", report).json()["id"]
        if act != "accept":
            nation.office.post(f"/disclosures/{made}/accept", {"product": nation.product})
        if act == "agree":
            nation.maker.post(f"/disclosures/{made}/embargo", {"until": "2999-01-01"})
        given = {"path_parameters": {"identifier": made}}
        parts[f"disclosures/{{identifier}}/{act}"] = given | ({"body": body} if body else {})
    return parts | {
        "disclosures/{identifier}": {
            "path_parameters": parts["disclosures/{identifier}/cve"]["path_parameters"]
        },
        "disclosures": {"body": report},
    }


NATIONAL = tuple(
    f"/api/v1/{place}"
    for place in (
        "product-names",
        "vex-authors",
        "coordination",
        "taken-reports",
        "advisory-providers",
    )
)
# Who may do what an operator may not, by the path or its end.
OTHERS = {
    ("post", "supplier-threads"): "office",
    ("post", "close"): "office",
    ("post", "extend"): "office",
    ("post", "withdraw"): "office",
    ("post", "verify"): "office",
    ("post", "supplier-products"): "maker",
    ("post", "seen"): "maker",
    ("post", "answer"): "maker",
    ("post", "comments"): "maker",
    ("get", "{identifier}"): "maker",
}


def caller_for(operation, nation):
    """Whose token the operation is asked with."""
    last = operation.path.rsplit("/", 1)[-1]
    if operation.path.startswith(NATIONAL):
        return nation.office
    if "/disclosures/" in operation.path and operation.method == "post":
        return nation.office
    if operation.path.endswith(("/questions", "/orders")) and operation.method == "post":
        return nation.ministry
    if "/supplier-" not in operation.path:
        return nation.east
    return getattr(nation, OTHERS.get((operation.method, last), "east"))


def cases_of(operation, parts):
    """Sound requests about what is there, sound ones about anything, unsound ones."""
    path = operation.path.removeprefix("/api/v1/")
    known = next((given for start, given in parts.items() if path.startswith(start)), {})
    if operation.method not in ("post", "put"):
        known = {name: given for name, given in known.items() if name != "body"}
    sound = operation.as_strategy(GenerationMode.POSITIVE)
    unsound = operation.as_strategy(GenerationMode.NEGATIVE)
    return operation.as_strategy(GenerationMode.POSITIVE, **known) | sound | unsound


def test_every_operation_answers_as_described(described, nation):
    parts = sound_parts(nation)
    answered = Counter()
    for result in described.get_all_operations():
        operation = result.ok()

        @settings(
            max_examples=12, deadline=None, derandomize=True, database=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=cases_of(operation, parts))
        def answers(case):
            token = caller_for(case.operation, nation).token
            headers = {"Authorization": f"Bearer {token}"}
            response = case.call_and_validate(checks=CHECKS, headers=headers, base_url=SITE)
            answered[case.operation.label, response.status_code // 100] += 1

        answers()
        assert answered[operation.label, 2], f"{operation.label} never succeeded"
    assert len({label for label, _ in answered}) == 146
