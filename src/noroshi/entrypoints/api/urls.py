"""Addresses of the machines' door."""

from django.urls import URLPattern, path, re_path

from noroshi.entrypoints.api import refusals
from noroshi.entrypoints.api.door import at_the_door
from noroshi.entrypoints.api.interface import api
from noroshi.entrypoints.api.tokens import ClientTokenView

interface, _app, _namespace = api.urls
for pattern in interface:
    assert isinstance(pattern, URLPattern)
    pattern.callback = at_the_door(pattern.callback)

urlpatterns = [
    path("oauth/token", ClientTokenView.as_view(), name="oauth_token"),
    path("api/v1/", (interface, _app, _namespace)),
    re_path(r"^(?:api|oauth)/", at_the_door(refusals.absent), name="api_absent"),
]
