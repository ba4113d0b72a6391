"""The doors, as somebody knocks at them, and what an answer gives away."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from http.cookies import SimpleCookie
from ipaddress import IPv6Address
from typing import Any
from uuid import UUID

from tests.property.need_to_know.building import code_of

KIND = "{kind}"  # in an address: a weakness
EXPORTS = ("csv", "json")
CODED = ("parties_organisation", "parties_community")
NUMBERS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{6}", re.IGNORECASE)
PREFIXES = re.compile(r"([0-9a-f:]{3,39})/128")
NEXT = re.compile(r'rel="next" href="([^"]*)"')
COUNT = re.compile(r'id="count"[^>]*>([0-9,]+)<')
# What is new on every page: the form's token, the time.
NEW = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|<time class="clock".*?</time>')
CHANGING = {"X-Request-Id", "Content-Length", "ETag"}


@dataclass(frozen=True)
class Door:
    """An address where rows of a table are listed. way: `page`, `csv`, `json` or `api`."""

    table: str
    way: str
    address: str


def _doors() -> Iterator[Door]:
    for table, page, interface in (
        ("warnings_warning", "/warnings/", "/warnings"),
        ("assets_asset", "/assets/", "/assets"),
        ("assets_system", "/systems/", "/systems"),
        ("assets_inventory", "/inventories/", "/inventories"),
        ("parties_organisation", "/organisations/", "/organisations"),
        ("parties_community", "/communities/", "/communities"),
        ("ledger_entry", "/ledger/", "/ledger/entries"),
    ):
        yield Door(table, "page", page)
        yield Door(table, "api", interface)
        yield from (Door(table, kind, page) for kind in EXPORTS)
    yield from (Door("parties_network", kind, "/organisations/") for kind in EXPORTS)
    yield Door("parties_network", "api", "/organisations")
    yield Door("parties_savedview", "page", "/warnings/")
    yield Door("parties_actor", "page", "/own/")
    yield Door("suppliers_productclaim", "api", "/supplier-products")
    yield Door("vulnerabilities_exposure", "page", f"/vulnerabilities/{KIND}/")
    yield Door("vulnerabilities_exposure", "api", f"/vulnerabilities/{KIND}")


DOORS = tuple(_doors())
# Where one thing is shown: on a page, by the interface.
OBJECTS: Mapping[str, tuple[str, ...]] = {
    "warnings_warning": ("/warnings/{}/", "/api/v1/warnings/{}"),
    "assets_asset": ("/assets/{}/", "/api/v1/assets/{}"),
    "assets_system": ("/api/v1/systems/{}",),
    "assets_inventory": ("/inventories/{}/", "/api/v1/inventories/{}"),
    "parties_organisation": ("/organisations/{}/", "/api/v1/organisations/{}"),
    "parties_community": ("/communities/{}/", "/api/v1/communities/{}"),
    "ledger_entry": ("/ledger/{}/", "/api/v1/ledger/entries/{}"),
}
# Pages that make something of many rows.
SUMMARIES = (
    "/",
    "/board/",
    "/own/",
    "/claims/",
    "/desk/",
    "/coordination/",
    "/specified/",
    "/vex/",
)


@dataclass
class Knocker:
    """Somebody at the doors. client: Django's own; session, token: of an actor's person and client."""

    client: Any
    session: str
    token: str

    def get(self, address: str) -> Any:
        """What is answered; the interface asks for a token, the pages for a session."""
        if address.startswith("/api/"):
            self.client.cookies = SimpleCookie()
            return self.client.get(address, headers={"Authorization": f"Bearer {self.token}"})
        self.client.cookies = SimpleCookie({"sessionid": self.session})
        return self.client.get(address)

    def texts(self, door: Door) -> Iterator[str]:
        """All that a door shows, page after page; nothing where it stays shut."""
        if door.way in EXPORTS:
            yield _text(self.get(f"{door.address}?format={door.way}"))
            return
        start = f"/api/v1{door.address}?limit=200" if door.way == "api" else door.address
        address: str | None = start
        while address is not None:
            answer = self.get(address)
            text = _text(answer)
            yield text
            address = _next(start, door.way, answer, text)


def _text(answer: Any) -> str:
    assert answer.status_code in (200, 401, 403), (answer.status_code, answer.content)
    return answer.content.decode() if answer.status_code == 200 else ""


def _next(start: str, way: str, answer: Any, text: str) -> str | None:
    if way == "api":
        cursor = answer.json().get("next")
        return f"{start}&cursor={cursor}" if cursor else None
    found = NEXT.search(text)
    return start + unescape(found[1]) if found else None


def count(text: str) -> int:
    """How many a page says that there are."""
    return int(COUNT.search(text)[1].replace(",", ""))


def numbers(text: str) -> set[str]:
    """Numbers of rows that a text gives away, as far as they tell them apart, in small letters."""
    prefixes = PREFIXES.findall(text.replace("[:]", ":"))  # others' are defanged on pages
    networks = {str(UUID(int=int(IPv6Address(one)))) for one in prefixes}
    return {one.lower()[:30] for one in (*NUMBERS.findall(text), *networks)}


def address_of(template: str, table: str, id_: UUID) -> str:
    """Where a thing of a table is shown."""
    return template.format(code_of(id_) if table in CODED else id_)


def told(answer: Any, id_: UUID) -> tuple[int, dict[str, str], str]:
    """An answer without what names the request or the thing that was asked for."""
    text = NEW.sub("·", answer.content.decode()).replace(answer["X-Request-Id"], "·")
    text = text.replace(str(id_), "·").replace(code_of(id_), "·")
    headers = {name: value for name, value in answer.items() if name not in CHANGING}
    return answer.status_code, headers, text
