"""The interface, whole."""

from typing import Any

import orjson
from django.http import HttpRequest
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from noroshi.entrypoints.api import (
    assets,
    attachments,
    communities,
    consents,
    coordination,
    deliveries,
    disclosures,
    drafts,
    intelligence,
    inventories,
    ledger,
    names,
    observables,
    organisations,
    partners,
    providers,
    readings,
    refusals,
    registry,
    report_threads,
    reports,
    standing,
    suppliers,
    systems,
    taking,
    techniques,
    translations,
    vex,
    vulnerabilities,
    warnings,
)
from noroshi.entrypoints.api.access import in_scope
from noroshi.entrypoints.api.description import Interface


class Json(BaseRenderer):
    """Answers in UTF-8, unescaped."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:  # noqa: ARG002
        return orjson.dumps(data)


class StrictParser(Parser):
    """Bodies: no nesting without end, no lone surrogate, no NaN."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


api = Interface(
    title="Noroshi",
    version="1",
    description="The right warning at the right organisation. Texts come in the language that"
    " Accept-Language prefers, Japanese or English. Times are RFC 3339 in UTC.",
    urls_namespace="api",
    docs_url=None,
    renderer=Json(),
    parser=StrictParser(),
)
refusals.register(api)
api.add_decorator(in_scope)
# Addresses are looked through in this order: what is asked in an hour of need comes first.
for prefix, room in (
    ("/reports", reports),
    ("/organisations", organisations),
    ("/communities", communities),
    ("/systems", systems),
    ("/assets", assets),
    ("/warnings", warnings),
    ("/vulnerabilities", vulnerabilities),
    ("/coordination", coordination),
    ("/supplier-threads", suppliers),
    ("/disclosures", disclosures),
    ("/ledger", ledger),
    ("/intelligence/readings", readings),
    ("/intelligence", translations),
    ("/intelligence", intelligence),
    ("/techniques", techniques),
    ("/partners", partners),
    ("/advisory-providers", providers),
    ("/inventories", inventories),
    ("/product-names", names),
    ("/specified-computers", registry),
    ("", vex),
    ("", observables),
    ("", standing),
    ("", deliveries),
):
    api.add_router(prefix, room.router)
api.add_router("/reports", report_threads.router)
api.add_router("/reports", consents.router)
api.add_router("/reports", taking.router)
api.add_router("/taken-reports", taking.taken)
api.add_router("/reports", attachments.router)
api.add_router("/report-attachments", attachments.files)
api.add_router("/report-drafts", drafts.router)
api.add_router("/report-drafts", attachments.of_drafts)
api.add_router("/shared-reports", consents.shared)
api.add_router("/report-questions", report_threads.questions)
api.add_router("/obligations", reports.obligations)
api.add_router("/supplier-products", suppliers.products)
api.add_router("/vex-authors", vex.authors)
