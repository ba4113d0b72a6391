"""Addresses of TAXII 2.1. A slash at the end may be left out."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, re_path

from noroshi.entrypoints.taxii import views

COLLECTION = r"collections/(?P<collection>[A-Za-z0-9-]{1,36})/"
OBJECT = rf"{COLLECTION}objects/(?P<name>[^/]{{1,300}})/"


def _at(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
    return re_path(f"^taxii2/{route.removesuffix('/')}/?$", view, name=f"taxii_{name}")


urlpatterns = [
    re_path(r"^taxii2/?$", views.discovery, name="taxii_discovery"),
    _at("noroshi/", views.root, "root"),
    _at(r"noroshi/status/(?P<name>[0-9a-f-]{36})/", views.status, "status"),
    _at("noroshi/collections/", views.all_collections, "collections"),
    _at(f"noroshi/{COLLECTION}", views.one_collection, "collection"),
    _at(f"noroshi/{COLLECTION}manifest/", views.manifest, "manifest"),
    _at(f"noroshi/{COLLECTION}objects/", views.objects, "objects"),
    _at(f"noroshi/{OBJECT}", views.one_object, "object"),
    _at(f"noroshi/{OBJECT}versions/", views.versions, "versions"),
    re_path(r"^taxii2/", views.absent, name="taxii_absent"),
]
