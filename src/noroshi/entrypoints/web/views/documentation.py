"""The machines' interface, for people to read: rendered here from its own description."""

from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_safe

from noroshi.kernel.markings import Tlp

DESCRIPTION = "/api/v1/openapi.json"


@require_safe
def api_documentation(request: HttpRequest) -> HttpResponse:
    """Every operation with its parameters and answers."""
    document = _description(request)
    context = {
        "document": document,
        "operations": list(_operations(document)) if document else [],
        "tlp": Tlp.CLEAR,
    }
    return render(request, "documentation.html", context)


def _description(request: HttpRequest) -> dict[str, Any] | None:
    try:
        match = resolve(DESCRIPTION)
    except Resolver404:
        return None
    answer = match.func(request, *match.args, **match.kwargs)
    document: dict[str, Any] = orjson.loads(answer.content)
    return document


def _operations(document: dict[str, Any]) -> Any:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield {
                "path": path,
                "method": method.upper(),
                "anchor": operation["operationId"],
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", ()),
                "body": list(operation.get("requestBody", {}).get("content", ())),
                "answers": operation["responses"].items(),
            }
