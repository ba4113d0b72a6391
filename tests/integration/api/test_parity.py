"""A list of the interface is narrowed and ordered by what its page is, and has the page's fields."""

import importlib

import pytest

from tests.integration.api.conftest import browser

# Page's module, name of its list there, path of the interface's.
LISTS = (
    ("warnings", "LISTING", "/warnings"),
    ("assets", "ASSETS", "/assets"),
    ("assets", "SYSTEMS", "/systems"),
    ("communities", "LISTING", "/communities"),
    ("names", "UNKNOWN", "/assets/unknown"),
    ("names", "LISTING", "/product-names"),
    ("vulnerabilities", "LISTING", "/vulnerabilities"),
    ("inventories", "LISTING", "/inventories"),
    ("delivery", "LISTING", "/deliveries"),
    ("board", "LISTING", "/board"),
    ("suppliers", "LISTING", "/supplier-threads"),
    ("reports", "LISTING", "/reports"),
    ("deadlines", "LISTING", "/obligations"),
    ("organisations", "LISTING", "/organisations"),
    ("partners", "LISTING", "/partners"),
)
# What the page puts in words or in short, and the interface as it is.
OTHERWISE = {"cvss_score": "cvss", "title": "cause"}


@pytest.fixture(scope="module")
def document(migrated):
    return browser().get("/api/v1/openapi.json").json()


def fields(document, path):
    answer = document["paths"][f"/api/v1{path}"]["get"]["responses"]["200"]
    reference = answer["content"]["application/json"]["schema"]["$ref"]
    page = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
    item = page["properties"]["items"]["items"]["$ref"].rsplit("/", 1)[1]
    return set(document["components"]["schemas"][item]["properties"])


@pytest.mark.parametrize(("module", "name", "path"), LISTS)
def test_what_the_page_has_the_interface_has(document, module, name, path):
    views = importlib.import_module(f"noroshi.entrypoints.web.views.{module}")
    listing = getattr(views, name)
    given = document["paths"][f"/api/v1{path}"]["get"]["parameters"]
    assert {choice.name for choice in listing.filters} <= {one["name"] for one in given}
    told = fields(document, path)
    for column in listing.columns:
        assert column.name in told or OTHERWISE.get(column.name) in told, column.name
    if any(column.order for column in listing.columns):
        (order,) = (one for one in given if one["name"] == "order")
        assert {column.order for column in listing.columns} - {""} <= set(order["schema"]["enum"])
