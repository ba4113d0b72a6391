"""Search of intelligence: how soon a page of what is found is there, with its counts beside it."""

import statistics
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from django.test import Client

from bench.house import all_powerful, settle
from bench.inbox import signed_in
from bench.measure import Outcome, clocked, median, runs, told
from bench.nation import operator, register
from noroshi.intelligence.actions.index_objects import index_objects
from noroshi.operations.database import Role, connected_as

OBJECTS = 1_000_000
OPERATORS = 50
PAGE = "/intelligence/"

# Of ten objects four are indicators, two addresses, one each a file, a malware, a report in Japanese and
# a vulnerability; one of twenty is its owner's alone. Words are as unevenly frequent as words are. Each
# object has one version; a thousand came in at a time.
FILL = """
INSERT INTO intelligence_stixobject
  (id, organisation_id, audience, source, stix_id, type, spec_version, version, created, created_by,
   confidence, tlp, markings, revoked, is_newest, name, relationship_type, source_ref, target_ref,
   content, digest, added_at)
SELECT gen_random_uuid(), o.id, CASE tlp WHEN 'green' THEN 2 WHEN 'clear' THEN 1 ELSE -o.audience END,
  'import', stix_id, type, '2.1', added_at, added_at, '', 70, tlp, '{}', false, true, name, '', '', '',
  content, sha256(content::bytea), added_at
FROM generate_series(0, %(rows)s - 1) AS n
JOIN (SELECT id, audience, row_number() OVER (ORDER BY code) - 1 AS place
      FROM parties_organisation WHERE kind = 'operator') o ON o.place = n / 10 %% %(operators)s
CROSS JOIN LATERAL (
  SELECT (ARRAY['indicator', 'indicator', 'ipv4-addr', 'malware', 'indicator', 'report', 'file',
                'indicator', 'vulnerability', 'ipv4-addr'])[n %% 10 + 1] AS type,
    CASE WHEN n %% 20 = 7 THEN 'red' WHEN n %% 10 = 3 THEN 'clear' ELSE 'green' END AS tlp,
    timestamptz '2025-01-01' + n / 1000 * interval '8 hours' AS added_at,
    encode(sha256(n::text::bytea), 'hex') AS digest,
    (20 + n %% 180) || '.' || n / 180 %% 250 || '.' || n / 45000 %% 250 || '.' || 1 + n %% 97 AS address,
    (hashtextextended(n::text, 1) & 1048575) / 1048576.0 AS chance) a
CROSS JOIN LATERAL (
  SELECT type || '--' || substr(digest, 1, 8) || '-' || substr(digest, 9, 4) || '-4' ||
      substr(digest, 13, 3) || '-8' || substr(digest, 16, 3) || '-' || substr(digest, 19, 12) AS stix_id,
    (ARRAY['Yurei', 'Kappa', 'Tengu', 'Kitsune', 'Oni', 'Tanuki', 'Raijin', 'Fujin', 'Nue', 'Baku'])
      [1 + (10 * power(chance, 3))::integer %% 10] ||
    (ARRAY['Loader', 'Stealer', 'Locker', 'Door', 'Proxy', 'Worm'])[1 + (hashtext(digest) & 255) %% 6]
      AS family,
    (ARRAY['loader', 'beacon', 'gateway', 'credential', 'phishing', 'ransomware', 'turbine', 'substation',
           'firmware', 'telemetry', 'exfiltration', 'watering'])[1 + (12 * power(chance, 2))::integer %% 12]
      AS word,
    (ARRAY['電力会社を装う', '制御系の端末に', '認証情報を盗む', '送電設備の保守用', '港湾の荷役システム',
           '水道事業者の遠隔監視', '不正アクセス', '標的型攻撃'])[1 + (8 * power(chance, 2))::integer %% 8]
      AS phrase) b
CROSS JOIN LATERAL (
  SELECT CASE type WHEN 'ipv4-addr' THEN address WHEN 'file' THEN digest || '.dll'
      WHEN 'vulnerability' THEN 'CVE-' || 2015 + n %% 11 || '-' || n
      WHEN 'report' THEN phrase || '攻撃の報告 第' || n || '号' ELSE family || ' ' || n END AS name) c
CROSS JOIN LATERAL (
  SELECT json_strip_nulls(json_build_object('type', type, 'id', stix_id, 'spec_version', '2.1',
    CASE type WHEN 'ipv4-addr' THEN 'value' ELSE 'name' END, name,
    'description', CASE WHEN type IN ('ipv4-addr', 'file') THEN NULL WHEN type = 'report'
      THEN phrase || '攻撃が確認された。' || family || 'が使われ、通信先は複数の国にある。'
      ELSE 'A ' || word || ' of the ' || family || ' family, seen at an operator of essential services ' ||
        'while its ' || word || ' was updated; case ' || n / 25 END,
    'labels', CASE WHEN type IN ('indicator', 'malware') THEN ARRAY[word] END,
    'hashes', CASE type WHEN 'file' THEN json_build_object('SHA-256', digest) END,
    'pattern_type', CASE type WHEN 'indicator' THEN 'stix' END,
    'pattern', CASE WHEN type <> 'indicator' THEN NULL
      WHEN n %% 2 = 0 THEN '[ipv4-addr:value = ''' || address || ''']'
      ELSE '[file:hashes.''SHA-256'' = ''' || digest || ''']' END,
    'valid_from', CASE type WHEN 'indicator' THEN '2025-01-01T00:00:00Z' END))::text AS content) d
"""
# What is looked for: words that many have and few, a phrase, values, the first part of a name, nothing.
WANTED: Mapping[str, Mapping[str, str]] = {
    "a common word": {"text": "beacon"},
    "a word in most": {"text": "family"},
    "two words": {"text": "ransomware substation"},
    "a rare name": {"text": "{vulnerability}"},
    "a Japanese phrase": {"text": "水道事業者の遠隔監視"},
    "a common Japanese phrase": {"text": "攻撃が確認された"},
    "an address": {"text": "{ipv4-addr}"},
    "a digest": {"text": "{file}"},
    "the first part of names": {"text": "Kitsune"},
    "a word and a type": {"text": "turbine", "type": "malware"},
    "everything": {},
}
NAMES = """
SELECT DISTINCT ON (type) type, split_part(name, '.dll', 1) FROM intelligence_stixobject
WHERE type IN ('vulnerability', 'ipv4-addr', 'file') ORDER BY type, id
"""


def search(*, objects: int = OBJECTS, operators: int = OPERATORS) -> Outcome:
    """Seconds of the server for a page of the search with its counts, through the whole of Django and
    under its policies: the slowest of eleven questions that an operator asks of what fifty have laid
    down."""
    actors = register(operators)
    names = _fill(objects, operators)
    with connected_as(Role.WORKER):
        read = clocked(index_objects)
    settle()
    client = signed_in(actors[operator(0)])
    notes = [
        f"{objects:,} objects of {operators} operators, made searchable in {read.seconds:.3g} s"
    ]
    seconds = []
    for what, query in WANTED.items():
        given = {name: value.format_map(names) for name, value in query.items()}
        page = partial(_page, client, f"{PAGE}?{urlencode(given)}")
        page()
        found = runs(page)
        seconds.append(median(found))
        notes.append(f"{what}: {told(found)}")
    notes.append(f"the question in the middle: {statistics.median(seconds):.3g} s")
    return Outcome(max(seconds), notes)


def _fill(objects: int, operators: int) -> Mapping[str, str]:
    """A value of each kind that is looked for by itself."""
    with all_powerful() as owner:
        owner.execute(FILL, {"rows": objects, "operators": operators})
        names: dict[str, str] = dict(owner.execute(NAMES).fetchall())
    settle()
    return names


def _page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, answer.headers
    assert b'href="/intelligence/' in answer.content
