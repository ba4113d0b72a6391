"""Who is let in to MISP's interface, and what is refused, in MISP's own shape."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.integration.api.conftest import browser
from tests.stix import bring, bundle


def ask(misp, path, body="", *, method="GET", key=None, **headers):
    headers = {"Authorization": misp.keys["east"] if key is None else key} | headers
    return browser().generic(method, f"/misp/{path}", body, "application/json", headers=headers)


def told(answer, status):
    """MISP's error."""
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/json"
    document = answer.json()
    assert document["message"] == document["name"]
    return document["message"]


def test_who_is_let_in(misp):
    name, _, secret = misp.keys["east"].partition(":")
    for wrong in ("", secret, f"x:{secret}", f"{name}:x", f"{name}:{secret}\0"):
        told(ask(misp, "servers/getVersion", key=wrong), 403)
    told(ask(misp, "servers/getVersion", key=misp.keys["scopeless"]), 403)
    by_other = {"X-MISP-AUTH": misp.keys["east"], "Authorization": "Bearer x"}
    answer = browser().get("/misp/users/view/me.json", headers=by_other)
    assert answer.json()["Organisation"]["name"] == "P-EAST"


def test_what_is_refused(misp):
    told(ask(misp, "nothing/index"), 404)
    told(ask(misp, "galaxies/index"), 404)
    answer = ask(misp, "events/add")
    told(answer, 405)
    assert answer["Allow"] == "POST"
    for ref in ("0", "999999999999999999", "x", "5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b52"):
        told(ask(misp, f"events/view/{ref}"), 404)
    for body in ("{", "[]", "1", "{}", '{"info": 1e999}', '{"info":' + "[" * 100_000, b"\xff",
                 '{"info": "x", "Attribute": [{"type": "nothing"}]}'):  # fmt: skip
        told(ask(misp, "events/add", body, method="POST"), 422)
    answer = ask(misp, "events/add", '{"info": "x\\u0000"}', method="POST")
    assert answer.json()["Event"]["info"] == "x\N{REPLACEMENT CHARACTER}"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["%", "_", "\\", "!", "5d", "999999w", "2026-01-01", "'", "{", "0"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["OR", "NOT", "AND", "x"]), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
NAMES = st.sampled_from(
    ["value", "tags", "org", "timestamp", "last", "from", "deleted", "published", "uuid", "page",
     "limit", "eventid", "quickFilter", "returnFormat", "enforceWarninglist", "order", "searchall",
     "requested_attributes", "source", "type"]
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    query=st.dictionaries(NAMES, JSON, max_size=3),
    of=st.sampled_from(["events", "attributes", "objects", "sightings"]),
)
def test_any_filter_is_answered_or_refused(misp, query, of):
    answer = ask(misp, f"{of}/restSearch", json.dumps(query), method="POST")
    assert answer.status_code in (200, 422), (query, answer.content[:300])


def test_warning_lists(misp, tmp_path):
    from noroshi.intelligence.actions.import_reference import import_reference
    from noroshi.kernel.clock import now
    from noroshi.operations.database import Role, connected_as
    from tests.integration.misp.test_pymisp import infos, made

    common = {"name": "Invented", "description": "x", "version": 1, "type": "string",
              "matching_attributes": ["ip-dst", "ip-src"], "list": ["192.0.2.77"]}  # fmt: skip
    (tmp_path / "list.json").write_text(json.dumps(common))
    with connected_as(Role.WORKER):
        import_reference([tmp_path / "list.json"], by=None, at=now())
    (listed,) = misp.east.warninglists(pythonify=True)
    assert (listed.name, listed.warninglist_entry_count) == ("Invented", "1")
    whole = misp.east.get_warninglist(listed)["Warninglist"]
    assert whole["WarninglistEntry"] == [{"value": "192.0.2.77"}]
    found = misp.east.values_in_warninglist(["192.0.2.77", "198.51.100.1"])
    assert {value: [one["name"] for one in on] for value, on in found.items()} == {
        "192.0.2.77": ["Invented"]
    }
    misp.east.add_event(made())
    for enforced in (False, True):
        query = {"value": "192.0.2.77", "enforce_warninglist": enforced}
        assert len(misp.east.search("attributes", **query)["Attribute"]) == 1 - enforced
        (event,) = misp.east.search(pythonify=True, **query)
        assert len(event.attributes) == 2 - enforced
    assert infos(misp.east.search(pythonify=True)) == ["架空の攻撃"]


def test_a_record_by_another_road_is_one_or_is_refused(misp):
    """What one organisation lays down cannot break what another one reads."""
    from tests.unit.formats.test_misp_records import EVENT, carried

    event, attribute, indicator = carried(EVENT)
    broken = {**event, "misp": {"Tag": 1}}
    refused = bring(misp.actors["P-WEST"], bundle(broken)).refused
    assert [one.reason.partition(".")[0] for one in refused] == ["misp"]
    assert bring(misp.actors["P-WEST"], bundle(event, attribute, indicator)).accepted == 3
    (found,) = misp.east.search(value="192.0.2.77", pythonify=True)
    assert found.info == EVENT["info"]
