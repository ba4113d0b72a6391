"""Addresses of the CSAF providers."""

from typing import Any

from django.urls import path, register_converter

from noroshi.entrypoints.csaf import mirrors, views
from noroshi.formats.csaf.distribution import MARKINGS
from noroshi.kernel.markings import Tlp


class Label:
    """`white`, `green`, `amber` or `red`: the labels of CSAF 2.0 in small letters."""

    regex = "white|green|amber|red"

    def to_python(self, value: str) -> Tlp:
        """The marking."""
        return MARKINGS[value.upper()]

    def to_url(self, value: Any) -> str:
        """The label."""
        return next(label.lower() for label, tlp in MARKINGS.items() if tlp == value)


class Year:
    """Four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        """The year. Raises: ValueError for year 0, which there is not."""
        if not int(value):
            raise ValueError(value)
        return int(value)

    def to_url(self, value: int) -> str:
        """Four digits."""
        return f"{value:04d}"


class FileName:
    """As section 5.1 makes it, without `.json`."""

    regex = r"[+\-a-z0-9_]+"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(Label, "label")
register_converter(Year, "year")
register_converter(FileName, "csaf_name")

MIRROR = ".well-known/csaf-aggregator/<slug:provider>"
MIRRORED = f"{MIRROR}/white/<year:year>/<csaf_name:name>.json"
FOLDER = "csaf/<str:code>/<label:tlp>"
FILE = f"{FOLDER}/<year:year>/<csaf_name:name>.json"

urlpatterns = [
    path(".well-known/csaf/provider-metadata.json", views.well_known, name="csaf_well_known"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("csaf/openpgp-key.asc", views.public_key, name="csaf_key"),
    path("csaf/<str:code>/provider-metadata.json", views.metadata, name="csaf_metadata"),
    path("csaf/<str:code>/service.json", views.service, name="csaf_service"),
    path("csaf/<str:code>/category.json", views.categories, name="csaf_category"),
    path(f"{FOLDER}/", views.folder, name="csaf_folder"),
    *(
        path(f"{FOLDER}/{name}", views.folder_list, {"name": name}, name="csaf_list")
        for name in views.LISTS
    ),
    path(f"{FOLDER}/<year:year>/", views.folder, name="csaf_year"),
    path(FILE, views.document, name="csaf_document"),
    *(
        path(f"{FILE}.{suffix}", views.document, {"suffix": suffix}, name="csaf_beside")
        for suffix in ("sha256", "sha512", "asc")
    ),
    *(
        path(
            f"csaf/<str:code>/{label.lower()}/feed-tlp-{label.lower()}.json",
            views.feed,
            {"tlp": tlp},
            name="csaf_feed",
        )
        for label, tlp in MARKINGS.items()
    ),
    path(".well-known/csaf-aggregator/aggregator.json", mirrors.the_list, name="csaf_aggregator"),
    path(f"{MIRROR}/provider-metadata.json", mirrors.metadata, name="mirror_metadata"),
    path(f"{MIRROR}/service.json", mirrors.service, name="mirror_service"),
    path(f"{MIRROR}/category.json", mirrors.categories, name="mirror_category"),
    path(f"{MIRROR}/<slug:fingerprint>.asc", mirrors.public_key, name="mirror_key"),
    path(f"{MIRROR}/white/", mirrors.folder, name="mirror_folder"),
    path(f"{MIRROR}/white/feed-tlp-white.json", mirrors.feed, name="mirror_feed"),
    path(f"{MIRROR}/white/<year:year>/", mirrors.folder, name="mirror_year"),
    *(
        path(f"{MIRROR}/white/{name}", mirrors.folder_list, {"name": name}, name="mirror_list")
        for name in views.LISTS
    ),
    path(MIRRORED, mirrors.document, name="mirrored"),
    *(
        path(f"{MIRRORED}.{suffix}", mirrors.document, {"suffix": suffix}, name="mirrored_beside")
        for suffix in ("sha256", "sha512", "asc")
    ),
]
