"""TAXII: how soon a page of a large collection is there, and how fast the whole is read."""

import base64
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import orjson
from django.test import Client

from bench.house import all_powerful, settle
from bench.measure import Outcome, clocked, median, of_peer, runs, told
from bench.nation import operator, register
from noroshi.kernel.actors import Actor
from noroshi.kernel.clock import now
from noroshi.operations.database import Role, connected_as
from noroshi.parties.actions.create_client import create_client
from noroshi.parties.models import Organisation

OBJECTS = 1_000_000
OPERATORS = 50
PAGE = 1000
AT_ONCE = 5000
THEIRS = 1000  # objects; at four thousand medallion has not answered after 16 seconds
MEDIA_TYPE = "application/taxii+json;version=2.1"
COLLECTION = "/taxii2/noroshi/collections/all/objects/"

# Of four objects one has an older version, one of twenty is its owner's alone; a thousand came in at
# a time.
FILL = """
INSERT INTO intelligence_stixobject
  (id, organisation_id, audience, source, stix_id, type, spec_version, version, created, created_by,
   confidence, tlp, markings, revoked, is_newest, name, relationship_type, source_ref, target_ref,
   content, digest, added_at)
SELECT gen_random_uuid(), o.id, CASE tlp WHEN 'green' THEN 2 WHEN 'clear' THEN 1 ELSE -o.audience END,
  'import', stix_id, 'indicator', '2.1', modified, made, '', 70, tlp, ARRAY[marking], false, is_newest,
  name, '', '', '', content, sha256(content::bytea), added_at
FROM generate_series(0, %(rows)s - 1) AS n
JOIN (SELECT id, audience, row_number() OVER (ORDER BY code) - 1 AS place
      FROM parties_organisation WHERE kind = 'operator') o ON o.place = (n / 5) %% %(operators)s
CROSS JOIN LATERAL (
  SELECT n %% 5 <> 0 AS is_newest, n - CASE WHEN n %% 5 = 0 THEN -1 ELSE 0 END AS number,
    CASE WHEN n %% 100 IN (2, 22, 42, 62, 82) THEN 'red' WHEN n %% 10 = 3 THEN 'clear'
         ELSE 'green' END AS tlp,
    timestamptz '2026-01-01' + n / 1000 * interval '1 minute' AS added_at,
    timestamptz '2025-12-31 00:00:00.123+00' AS made) a
CROSS JOIN LATERAL (
  SELECT 'indicator--' || encode(sha256(number::text::bytea), 'hex') AS long,
    'Host that was seen to answer as a command and control server does, ' || number AS name,
    made + CASE WHEN is_newest THEN interval '1 hour' ELSE interval '0' END AS modified,
    'marking-definition--' || CASE tlp WHEN 'clear' THEN '94868c89-83c2-464b-929b-a1a8aa3c8487'
      WHEN 'green' THEN 'bab4a63c-aed9-4cf5-a766-dfca5abac2bb'
      ELSE 'e828b379-4e03-4974-9ac4-e53a884c97c1' END AS marking) b
CROSS JOIN LATERAL (
  SELECT 'indicator--' || substr(long, 12, 8) || '-' || substr(long, 20, 4) || '-4' ||
    substr(long, 24, 3) || '-8' || substr(long, 27, 3) || '-' || substr(long, 30, 12) AS stix_id) c
CROSS JOIN LATERAL (
  SELECT json_build_object('confidence', 70, 'created', '2025-12-31T00:00:00.123Z', 'description',
    'An address of a network that has been seen in several intrusions.', 'id', stix_id,
    'indicator_types', ARRAY['malicious-activity'], 'modified',
    to_char(modified AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'name', name,
    'object_marking_refs', ARRAY[marking], 'pattern',
    '[ipv4-addr:value = ''192.0.2.' || number %% 256 || ''']', 'pattern_type', 'stix',
    'spec_version', '2.1', 'type', 'indicator', 'valid_from', '2025-12-31T00:00:00Z')::text AS content) d
"""


def taxii(*, objects: int = OBJECTS, operators: int = OPERATORS) -> Mapping[str, Outcome]:
    """Seconds of the server for a page of a thousand, the slowest of first, middle and last; and
    objects a second of the whole collection, newest versions, through the whole of Django. A client
    of one operator reads what fifty have laid down, under its policies."""
    actors = register(operators)
    _fill(objects, operators)
    reader = _Reader(actors[operator(0)])
    pages: list[tuple[int, str]] = []
    notes = [f"{objects:,} rows of {operators} operators"]
    whole = clocked(lambda: pages.extend(reader.pages(AT_ONCE)))
    many = sum(count for count, _ in pages)
    places = {"first": "", "middle": pages[len(pages) // 2][1], "last": pages[-2][1]}
    seconds = []
    for name, cursor in places.items():
        found = runs(partial(reader.page, cursor, PAGE))
        seconds.append(median(found))
        notes.append(f"{name} page: {told(found)}")
    peer = of_peer("medallion_read", THEIRS)
    who = f"medallion {peer['version']}, memory backend, {THEIRS:,} objects"
    rate = [f"{many:,} objects in {whole.seconds:.3g} s, {AT_ONCE:,} a page"]
    return {
        "taxii_page": Outcome(max(seconds), notes, who, peer["page"]),
        "taxii_read": Outcome(many / whole.seconds, [*notes[:1], *rate], who, peer["rate"]),
    }


def _fill(objects: int, operators: int) -> None:
    with all_powerful() as owner:
        owner.execute(FILL, {"rows": objects, "operators": operators})
    settle()


class _Reader:
    """A machine client of an organisation, which sends its own credentials."""

    def __init__(self, actor: Actor) -> None:
        with connected_as(Role.WORKER):
            place = Organisation.objects.get(id=actor.organisation)
            made = create_client(("taxii",), organisation=place, by=None, at=now())
        secret = base64.b64encode(f"{made.client_id}:{made.client_secret}".encode()).decode()
        self._headers = {"Accept": MEDIA_TYPE, "Authorization": f"Basic {secret}"}
        self._client = Client(SERVER_NAME="localhost")

    def page(self, cursor: str, size: int) -> Any:
        """The octets of a page."""
        query: dict[str, str | int] = {"limit": size, **({"next": cursor} if cursor else {})}
        answer = self._client.get(COLLECTION, query, headers=self._headers)
        assert answer.status_code == 200, answer.content
        return answer.content

    def pages(self, size: int) -> Iterator[tuple[int, str]]:
        """How many objects each page holds, and the cursor of what follows."""
        cursor = ""
        while True:
            page = orjson.loads(self.page(cursor, size))
            cursor = page.get("next", "")
            yield len(page["objects"]), cursor
            if not page["more"]:
                return
