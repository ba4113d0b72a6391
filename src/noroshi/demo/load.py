"""Put the demo nation into an empty house: the way a real one comes in, through the actions."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, timedelta
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable

import msgspec
from django.contrib.auth.hashers import make_password

from noroshi.assets.actions.import_inventory import import_inventory
from noroshi.assets.actions.read_inventory import read_inventory
from noroshi.formats.containers import Content
from noroshi.formats.organisation_sheets import read_organisations
from noroshi.intelligence.actions.import_objects import Terms, import_objects
from noroshi.kernel.clock import now
from noroshi.kernel.imports import ImportResult
from noroshi.operations.database import Role, connected_as
from noroshi.parties.actions.import_organisations import import_organisations
from noroshi.parties.actions.invite_person import invite_person
from noroshi.parties.models import Organisation
from noroshi.parties.queries import console_actor, organisation
from noroshi.parties.rules import Role as Hat
from noroshi.parties.scope import acting_as
from noroshi.pipeline import complete_handoffs
from noroshi.reporting.actions.accept_report import accept_report
from noroshi.reporting.incident import read_incident
from noroshi.suppliers.actions import coordinate_disclosure
from noroshi.suppliers.actions.answer_thread import answer_thread
from noroshi.suppliers.actions.claim_product import claim_product, verify_product
from noroshi.suppliers.actions.report_weakness import comment_disclosure, report_weakness
from noroshi.suppliers.actions.send_thread import Message, send_thread
from noroshi.suppliers.disclosing import Weakness
from noroshi.suppliers.rules import Answer, AnswerKind, Kind
from noroshi.vulnerabilities.actions.import_feeds import import_feeds

PASSWORD = "noroshi-demo"  # noqa: S105 - printed at the start, for invented people only
FEEDS = ("records.jsonl", "kev.json", "epss.csv")
PEOPLE = (
    ("P-EAST", Hat.ADMINISTRATOR),
    ("P-WEST", Hat.ANALYST),
    ("W-CITY", Hat.READER),
    ("METI", Hat.ANALYST),
    ("SUP-GATE", Hat.ADMINISTRATOR),
    ("NCO", Hat.ADMINISTRATOR),
    ("POLICE", Hat.ANALYST),
    ("COMMISSION", Hat.ANALYST),
)
MESSAGES = (
    (
        "CVE-2023-27997",
        Kind.NOTICE,
        "影響を受ける版が国内で利用されています。修正版の提供状況をお知らせください。",
    ),
    (
        "CVE-2024-21762",
        Kind.REQUEST,
        "悪用が確認されています。修正版の提供と、更新できない利用者のための緩和策の公表を要請します。",
    ),
)
INSTANTS = {
    "created", "modified", "valid_from", "published", "first_seen", "last_seen",
}  # fmt: skip
ANSWER = Answer(AnswerKind.FIX, "修正版を公開しています。", fixed_in="7.2.5")

WEAKNESS = Weakness(
    title="管理画面の認証を経ずに設定を読み出せる（架空）",
    description="特定の順序で要求を送ると、認証前に設定の一部が返されます。再現手順は別途お渡しします。",
    vendor="Fortinet",
    product="FortiOS",
    versions=("7.2.0 to 7.2.3",),
    cvss_vector="CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """A demo person; two-step sign-in is not asked of them."""

    email: str
    password: str
    organisation: str
    role: str


def sign_ins() -> list[SignIn]:
    """Who may sign in to the demo."""
    return [
        SignIn(f"{role.value}@{code.lower()}.example", PASSWORD, code, role.value)
        for code, role in PEOPLE
    ]


def load_demo_nation() -> list[SignIn]:
    """Load the demo once; in a house that holds organisations nothing is changed.

    Returns the demo's sign-ins, none if the house holds other things."""
    with connected_as(Role.WORKER):
        if Organisation.objects.exists():
            is_demo = Organisation.objects.filter(
                code="P-EAST", name__contains="fictional"
            ).exists()
            return sign_ins() if is_demo else []
        _organisations()
        complete_handoffs()
    for code, file in _systems():
        _assets(code, file)
    with connected_as(Role.WORKER):
        with as_file(_data() / "vulnerabilities") as folder:
            import_feeds([folder / name for name in FEEDS], by=None, at=now())
        _people()
        complete_handoffs()
    _exchange()
    _reports()
    _intelligence()
    with connected_as(Role.WORKER):
        complete_handoffs()
    return sign_ins()


def _data() -> Traversable:
    return files("noroshi.demo")


def _organisations() -> None:
    sheet = io.BytesIO((_data() / "organisations.csv").read_bytes())
    rows = read_organisations(sheet, source="organisations.csv")
    _sound(import_organisations(rows, source="organisations.csv", by=None, at=now()))


def _systems() -> Iterator[tuple[str, Traversable]]:
    """Every file of systems with the code of whose it is: `P-EAST.csv`, `P-EAST-portal.cdx.json`."""
    with connected_as(Role.WORKER):
        codes = set(Organisation.objects.values_list("code", flat=True))
    for file in sorted((_data() / "systems").iterdir(), key=lambda item: item.name):
        stem = file.name.split(".")[0]
        code = stem if stem in codes else stem.rpartition("-")[0]
        yield code, file


def _assets(code: str, file: Traversable) -> None:
    with connected_as(Role.WORKER):
        actor = console_actor(code)
    with connected_as(Role.WEB), acting_as(actor):
        result = ImportResult()
        lines = read_inventory(io.BytesIO(file.read_bytes()), source=file.name, result=result)
        own = organisation(code)
        _sound(import_inventory(lines, result=result, organisation=own, by=actor, at=now()))


def _exchange() -> None:
    """A supplier's product, a request that waits for it, a notice that it has answered, and a weakness
    that is not public."""
    with connected_as(Role.WORKER):
        supplier, office = console_actor("SUP-GATE"), console_actor("NCO")
        finder = console_actor("P-EAST")
    with connected_as(Role.WEB):
        with acting_as(supplier):
            product = claim_product("Fortinet", "FortiOS", by=supplier, at=now()).id
        with acting_as(office):
            verify_product(product, by=office, at=now())
            sent = [
                send_thread(Message(product, cause, kind, text), by=office, at=now())
                for cause, kind, text in MESSAGES
            ]
        with acting_as(supplier):
            answer_thread(sent[0].id, ANSWER, by=supplier, at=now())
        with acting_as(finder):
            reported = report_weakness(WEAKNESS, by=finder, at=now()).id
        with acting_as(office):
            coordinate_disclosure.accept_report(reported, product, by=office, at=now())
        with acting_as(supplier):
            text = "再現を確認しました。修正版を準備しています。"
            comment_disclosure(reported, text, by=supplier, at=now())


def _reports() -> None:
    """What operators have reported, at instants that count back from now: a deadline of long ago
    would show nothing."""
    for file in sorted((_data() / "reports").iterdir(), key=lambda item: item.name):
        told = msgspec.json.decode(file.read_bytes())
        instants = {
            name: (now() - timedelta(hours=hours)).isoformat()
            for name, hours in told["hours_ago"].items()
        }
        incident = msgspec.json.encode({**told["incident"], "when": instants})
        with connected_as(Role.WORKER):
            actor = console_actor(file.name.removesuffix(".json"))
        with connected_as(Role.WEB), acting_as(actor):
            accept_report(read_incident(incident, file.name), by=actor, at=now())


def _intelligence() -> None:
    """What the national office and an operator know of a threat, at instants that count back."""
    for file in sorted((_data() / "intelligence").iterdir(), key=lambda item: item.name):
        bundle = msgspec.json.decode(file.read_bytes())
        for one in bundle["objects"]:
            one |= {name: _stamp(ago) for name, ago in one.items() if name in INSTANTS}
        with connected_as(Role.WORKER):
            actor = console_actor(file.name.removesuffix(".json"))
        content = Content(file.name, iter([msgspec.json.encode(bundle)]))
        with connected_as(Role.WEB), acting_as(actor):
            _sound(import_objects([content], by=actor, at=now(), terms=Terms("demo")))


def _stamp(hours: int) -> str:
    """An instant of STIX, so many hours from now."""
    at = (now() + timedelta(hours=hours)).astimezone(UTC)
    return f"{at.isoformat(timespec='milliseconds').removesuffix('+00:00')}Z"


def _people() -> None:
    hashed = make_password(PASSWORD)  # once: it is everybody's, and public
    for sign_in in sign_ins():
        place = Organisation.objects.get(code=sign_in.organisation)
        invited = invite_person(
            sign_in.email, organisation=place, role=sign_in.role, by=None, at=now()
        )
        person = invited.person
        person.is_demo = True
        person.name = f"{place.code} {sign_in.role}"
        person.password = hashed
        person.save(update_fields=["is_demo", "name", "password"])


def _sound(result: ImportResult) -> None:
    if result.refused:
        raise AssertionError(result.refused[:3])
