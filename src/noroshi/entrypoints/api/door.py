"""What every answer of this door has in common."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from noroshi.entrypoints.api import refusals

View = Callable[..., Any]


def at_the_door(view: View) -> View:
    """Nothing is kept by a cache between us; what the reader has is not sent again; what the
    toolkits refuse in their own words is a problem document like the rest."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except Http404:
            response = refusals.absent(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response = _not_allowed(request, response["Allow"])
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Authorization"])
        if request.method == "GET" and _is_whole(response):
            etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            response["ETag"] = etag
            return get_conditional_response(request, etag=etag, response=response) or response
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def _is_whole(response: HttpResponseBase) -> bool:
    return response.status_code == HTTPStatus.OK and not response.streaming


def _not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    response = refusals.plainly(request, HTTPStatus.METHOD_NOT_ALLOWED)
    response["Allow"] = allowed
    return response
