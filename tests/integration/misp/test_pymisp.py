"""PyMISP, unmodified: what it lays down it gets back, changes, publishes, searches and deletes."""

import time
import warnings

from noroshi.formats.stix import PAP_REFS
from tests.integration.intelligence.test_tags import bring_tags

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pymisp import MISPEvent, MISPObject, MISPSighting


def made(info="架空の攻撃", *, distribution=1, published=False, address="192.0.2.77"):
    """An invented event of two attributes and a file."""
    event = MISPEvent()
    event.from_dict(
        info=info, distribution=distribution, threat_level_id=2, analysis=1, published=published
    )
    event.add_attribute("ip-dst", address, to_ids=True, comment="C2")
    event.add_attribute("domain", "c2.evil.example", category="Network activity")
    group = MISPObject("file", standalone=False)
    group.add_attribute("filename", "invoice.exe")
    group.add_attribute("sha256", "ab" * 32)
    event.add_object(group)
    return event


def infos(found):
    assert isinstance(found, list), found
    return sorted(one.info for one in found)


def values(found):
    assert isinstance(found, list), found
    return sorted(one.value for one in found)


def test_an_event_round_trips_and_lives(misp):
    event = made()
    event.date = "2026-01-02"
    event.add_tag('workflow:state="draft"')
    event.attributes[0].add_tag("tlp:amber")
    event.attributes[0].add_sighting({"source": "sensor"})
    got = misp.east.add_event(event, pythonify=True)
    assert not isinstance(got, dict), got
    assert (got.uuid, got.info, str(got.date)) == (event.uuid, event.info, "2026-01-02")
    assert (got.distribution, got.threat_level_id, got.analysis) == (1, 2, 1)
    assert {one.uuid for one in got.attributes} == {one.uuid for one in event.attributes}
    (first,) = [one for one in got.attributes if one.uuid == event.attributes[0].uuid]
    assert (first.comment, first.to_ids, first.category) == ("C2", True, "Network activity")
    assert [tag.name for tag in first.tags] == ["tlp:amber"]
    assert first.sightings[0].source == "sensor"
    relations = {one.object_relation for one in got.objects[0].attributes}
    assert relations == {"filename", "sha256"}
    assert got.Orgc.name == "P-EAST"
    for ref in (event.uuid, got.id):
        assert misp.east.get_event(ref, pythonify=True).uuid == event.uuid
    assert misp.east.event_exists(event.uuid)
    assert "already exists" in misp.east.add_event(event)["errors"][1]["message"]

    got.info = "架空の攻撃、続報"
    first.comment = "changed"
    got.add_attribute("url", "https://evil.example/x")
    changed = misp.east.update_event(got, pythonify=True)
    comments = {one.value: one.comment for one in changed.attributes}
    assert (changed.info, comments["192.0.2.77"]) == (got.info, "changed")
    assert len(comments) == 3


def test_what_is_in_an_event_is_changed_tagged_sighted_and_deleted(misp):
    event = made()
    got = misp.east.add_event(event, pythonify=True)
    added = misp.east.add_attribute(event, {"type": "md5", "value": "cd" * 16}, pythonify=True)
    assert (added.category, added.to_ids) == ("Payload delivery", True)
    twice = misp.east.add_attribute(event, {"type": "md5", "value": "cd" * 16})
    assert "similar" in twice["errors"][1]["message"]
    added.comment = "a dropper"
    assert misp.east.update_attribute(added, pythonify=True).comment == "a dropper"
    misp.east.tag(added, "tlp:red")
    assert [one.name for one in misp.east.get_attribute(added, pythonify=True).tags] == ["tlp:red"]
    misp.east.untag(added, "tlp:red")
    misp.east.tag(event, "pap:amber")
    misp.east.tag(added, "tlp:amber")
    tags = {one.name: one.count for one in misp.east.tags(pythonify=True)}
    assert tags == {"tlp:amber": 0, "pap:amber": 1}
    assert [one.name for one in misp.east.search_tags("pap:%", pythonify=True)] == ["pap:amber"]

    seen = MISPSighting()
    seen.from_dict(value="cd" * 16, type="1")
    assert misp.east.add_sighting(seen, pythonify=True).Organisation["name"] == "P-EAST"
    misp.east.add_sighting({"source": "proxy"}, added)
    listed = misp.east.sightings(misp.east.get_attribute(added, pythonify=True), pythonify=True)
    assert sorted(one.type for one in listed) == ["0", "1"]
    misp.east.delete_sighting(listed[0])
    assert len(misp.east.search_sightings("attribute", added.uuid)) == 1

    group = MISPObject("domain-ip", standalone=False)
    group.add_attribute("domain", "other.example")
    group = misp.east.add_object(event, group, pythonify=True)
    group.comment = "resolved"
    assert misp.east.update_object(group, pythonify=True).comment == "resolved"
    got.objects[0].add_reference(group.uuid, "related-to")
    reference = misp.east.add_object_reference(got.objects[0].references[0], pythonify=True)
    assert reference.referenced_uuid == group.uuid
    misp.east.delete_object(group)
    misp.east.delete_attribute(added)
    rest = misp.east.get_event(event, pythonify=True)
    assert (len(rest.attributes), len(rest.objects)) == (2, 1)
    assert misp.east.restore_attribute(added, pythonify=True).deleted is False
    misp.east.delete_attribute(added, hard=True)
    assert not misp.east.attribute_exists(added)
    assert misp.east.delete_event(event)["message"] == "Event deleted."
    assert not misp.east.event_exists(event)
    assert {one.stix_id for one in stored(misp)} <= set(PAP_REFS.values())


def stored(misp):
    """What is left in the store, as its owner sees it."""
    from noroshi.intelligence import queries
    from noroshi.parties.scope import acting_as

    with acting_as(misp.actors["P-EAST"]):
        return queries.objects(size=100)


def test_an_event_is_stix_beside_and_what_is_for_detection_an_indicator(misp):
    event = made(published=True)
    misp.east.add_event(event)
    names = {one.name for one in stored(misp) if one.type == "indicator" and not one.revoked}
    assert names == {"192.0.2.77", "c2.evil.example", "invoice.exe", "ab" * 32}
    misp.east.update_attribute({"uuid": event.attributes[0].uuid, "to_ids": False})
    (revoked,) = [one for one in stored(misp) if one.name == "192.0.2.77" and one.revoked]
    assert revoked.type == "indicator"


def test_what_another_organisation_finds(misp):
    """It searches, gets, updates and deletes what is not for it; and what is, as far as published."""
    drafts, green = made("草案", address="198.51.100.1"), made("公開", published=True)
    red = made("極秘", published=True, distribution=3, address="198.51.100.2")
    red.add_tag("tlp:red")
    green.attributes[1].distribution = 0
    for one in (drafts, green, red):
        assert "errors" not in misp.east.add_event(one)
    west = misp.west
    assert infos(misp.east.search(pythonify=True)) == ["公開", "極秘", "草案"]
    assert infos(west.search(pythonify=True)) == ["公開"]
    assert infos(west.search_index(pythonify=True)) == ["公開"]
    assert west.search(value="198.51.100.%") == []
    assert values(west.search("attributes", pythonify=True)) == [
        "192.0.2.77",
        "ab" * 32,
        "invoice.exe",
    ]
    assert len(west.get_event(green, pythonify=True).attributes) == 1
    assert west.tags() == []
    hidden = (drafts, red)
    nobody = west.get_event(made())
    for one in hidden:
        told = west.get_event(one)
        assert told["errors"][1]["message"] == nobody["errors"][1]["message"]
        number = misp.east.get_event(one)["Event"]["id"]
        for answer in (
            west.get_event(number), west.update_event(one), west.publish(one), west.delete_event(one),
            west.get_attribute(one.attributes[0]), west.update_attribute(one.attributes[0]),
            west.tag(one, "tlp:clear"), west.add_sighting({}, one.attributes[0]),
            west.delete_object(one.objects[0], hard=True),
            west.add_attribute(one, {"type": "domain", "value": "x.example"}),
        ):  # fmt: skip
            assert answer["errors"][0] == 404, answer
    for answer in (west.publish(green), west.delete_event(green), west.tag(green, "tlp:clear"),
                   west.delete_attribute(green.attributes[0], hard=True)):  # fmt: skip
        assert answer["errors"][0] in (403, 404), answer
    west.add_sighting({"source": "ours"}, green.attributes[0])
    assert not misp.east.get_event(green, pythonify=True).attributes[0].sightings
    (ours,) = west.get_event(green, pythonify=True).attributes[0].sightings
    assert "errors" in misp.east.delete_sighting(ours)

    stolen = made("横取り", published=True, distribution=3)
    stolen.uuid = red.uuid
    assert "errors" not in west.add_event(stolen)
    assert misp.east.get_event(red, pythonify=True).info == "極秘"
    again = made("写し", published=True, distribution=3)
    again.uuid = green.uuid
    assert "errors" not in west.add_event(again)
    assert tlp_of(misp, again) == "green"


def tlp_of(misp, event):
    from noroshi.intelligence import misp as queries
    from noroshi.parties.scope import acting_as

    with acting_as(misp.actors["P-WEST"]):
        return queries.the_event(event.uuid).tlp


def test_others_see_what_was_published_until_it_is_again_or_taken_back(misp):
    event = misp.east.add_event(made("初報", published=True), pythonify=True)
    event.info = "続報"
    event.published = False
    misp.east.update_event(event)
    misp.east.add_attribute(event, {"type": "domain", "value": "new.example"})
    assert infos(misp.west.search(pythonify=True)) == ["初報"]
    assert misp.west.search(value="new.example") == []
    misp.east.publish(event)
    assert infos(misp.west.search(value="new.example", pythonify=True)) == ["続報"]
    misp.east.tag(event, "tlp:amber")
    assert misp.west.search() == []
    assert misp.west.search("attributes")["Attribute"] == []
    misp.east.untag(event, "tlp:amber")
    misp.east.publish(event)
    assert len(misp.west.search()) == 1
    misp.east.unpublish(event)
    assert misp.west.search() == []
    assert infos(misp.east.search(pythonify=True)) == ["続報"]


def test_filters(misp):
    now = int(time.time())
    one, two = made("One thing", published=True), made("Two", address="198.51.100.9")
    one.date, two.date = "2026-01-01", "2026-02-01"
    one.add_tag("tlp:green")
    two.attributes[1].add_tag("kind:c2")
    two.objects[0].attributes[0].to_ids = True
    two.objects[0].attributes[1].to_ids = False
    for each in (one, two):
        misp.east.add_event(each)

    def found(**query):
        return infos(misp.east.search(pythonify=True, **query))

    both, first, second = ["One thing", "Two"], ["One thing"], ["Two"]
    query = misp.east.build_complex_query
    for asked, expected in (
        ({"value": "192.0.2.77"}, first),
        ({"value": ["192.0.2.77", "198.51.100.9"]}, both),
        ({"value": "C2.EVIL.%"}, both),
        ({"value": "c2_evil_example"}, []),
        ({"value": "192.0.2.77", "type_attribute": "domain"}, []),
        ({"type_attribute": "filename", "category": "Payload delivery"}, both),
        ({"type_attribute": "yara"}, []),
        ({"tags": "tlp:green"}, first),
        ({"tags": "kind:%"}, second),
        ({"tags": query(not_parameters=["kind:c2"])}, both),
        ({"tags": ["!tlp:green"]}, second),
        ({"tags": query(or_parameters=["tlp:%", "kind:%"], not_parameters=["tlp:green"])}, second),
        ({"event_tags": "kind:c2"}, []),
        ({"org": "P-EAST"}, both),
        ({"org": "P-WEST"}, []),
        ({"org": "!P-EAST"}, []),
        ({"date_from": "2026-01-15"}, second),
        ({"date_to": "2026-01-15"}, first),
        ({"timestamp": "1d"}, both),
        ({"timestamp": [now - 86400 * 9, now - 86400]}, []),
        ({"last": "1h"}, first),
        ({"eventinfo": "%thing"}, first),
        ({"published": True}, first),
        ({"published": False}, second),
        ({"uuid": two.uuid}, second),
        ({"uuid": one.attributes[0].uuid}, first),
        ({"eventid": two.uuid}, second),
        ({"quick_filter": "thing"}, first),
        ({"object_name": "file"}, both),
        ({"object_name": "person"}, []),
        ({"to_ids": 1, "value": "invoice.exe"}, both),
        ({"limit": 1}, first),
        ({"limit": 1, "page": 2}, second),
        ({"limit": 1, "page": 3}, []),
        ({"value": "192.0.2.77", "metadata": True}, first),
    ):  # fmt: skip
        assert found(**asked) == expected, asked
    (meta,) = misp.east.search(value="192.0.2.77", metadata=True)
    assert "Attribute" not in meta["Event"]
    assert values(misp.east.search("attributes", tags="kind:c2", pythonify=True)) == [
        "c2.evil.example"
    ]
    assert values(misp.east.search("attributes", type_attribute="ip-dst", pythonify=True)) == [
        "192.0.2.77", "198.51.100.9",
    ]  # fmt: skip
    assert infos(misp.east.search_index(tags="tlp:green", pythonify=True)) == first
    assert "no such filter" in misp.east.search(sharinggroup=7)["errors"][1]["message"]
    assert misp.east.search(return_format="stix2")["errors"][0] == 422
    # What a search for events refuses or asks of parts, the answer leaves out.
    found = misp.east.search(tags=query(not_parameters=["kind:c2"]), pythonify=True)
    assert [len(each.attributes) for each in found] == [2, 1]
    (found,) = misp.east.search(uuid=two.uuid, to_ids=1, pythonify=True)
    assert all(
        attribute.to_ids for part in (found, *found.objects) for attribute in part.attributes
    )
    assert len(found.objects[0].attributes) == 1
    assert infos(misp.east.search(value="C2", searchall=True, pythonify=True)) == both
    for order in ({"sort": "info", "desc": True}, {"sort": "timestamp"}, {"sort": "info"}):
        found = misp.east.search_index(**order, pythonify=True)
        assert [one.info for one in found][:1] == ["Two" if "desc" in order else "One thing"]
    (minimal, _) = misp.east.search_index(minimal=True)
    assert minimal["uuid"] == one.uuid
    assert "info" not in minimal
    assert "no such order" in misp.east.search_index(sort="x")["errors"][1]["message"]
    objects = misp.east.search("objects", object_name="file", value="invoice.exe", pythonify=True)
    assert [one.attributes[0].value for one in objects] == ["invoice.exe"] * 2
    assert [one["name"] for one in misp.east.organisations(search="EAST", pythonify=True)] == [
        "P-EAST"
    ]


def test_lines(misp):
    one = made("One", published=True)
    one.attributes[1].to_ids = False
    one.add_tag("tlp:green")
    misp.east.add_event(one)
    misp.east.add_event(made("Two", address="198.51.100.9"))
    text = misp.east.search(return_format="text")
    assert text.split() == ["192.0.2.77", "invoice.exe", "ab" * 32]
    columns = {"return_format": "csv", "requested_attributes": ["value", "object_name"]}
    assert (
        misp.east.search("attributes", type_attribute="filename", **columns, pythonify=True)
        == [{"value": "invoice.exe", "object_name": "file"}] * 2
    )
    (row, *_) = misp.east.search(
        return_format="csv", eventinfo="One", include_context=True, pythonify=True
    )
    assert (row["value"], row["comment"], row["event_info"]) == ("192.0.2.77", "C2", "One")
    assert (row["event_tag"], row["event_member_org"]) == ("tlp:green", "P-EAST")
    bare = misp.east.search(return_format="csv", eventinfo="Two", headerless=True)
    assert len(bare.splitlines()) == 4
    refused = misp.east.search(return_format="csv", requested_attributes=["x"])
    assert refused["errors"][0] == 422


def test_the_address_says_how_to_answer(misp):
    event = made(published=True)
    event.attributes[0].add_sighting({"source": "sensor"})
    assert misp.east.add_event(event, metadata=True, pythonify=True).attributes == []
    for ref in ("Attribute", "Object"):
        shown = [one["uuid"] for one in misp.east.get_event(event)["Event"][ref]]
        assert shown == [one.uuid for one in getattr(event, f"{ref.lower()}s")]
    for hidden in (False, True):
        shown = misp.east.get_event(event, no_sightings=hidden, pythonify=True)
        assert [bool(one.sightings) for one in shown.attributes] == [not hidden, False]
    again = {"type": "domain", "value": "c2.evil.example"}
    refused = misp.east.add_attribute(event, again)["errors"][1]["errors"]
    assert refused == {"value": ["A similar attribute already exists for this event."]}
    held = misp.east.add_attribute(event, again, break_on_duplicate=False, pythonify=True)
    assert held.uuid == event.attributes[1].uuid
    twin = event.objects[0]
    twin.uuid = "5a0c6b0e-43c1-4d7a-9d0f-2f8f4d1d9b52"
    for one in twin.attributes:
        one.uuid = twin.uuid[:-1] + one.object_relation[0].translate({102: 48, 115: 49})
    refused = misp.east.add_object(event, twin, break_on_duplicate=True)
    assert "Duplicate object found" in refused["errors"][1]["message"]
    for attribute in misp.east.search("attributes", eventid=event.uuid, value="192.0.2.77",
                                      include_event_tags=True, includeSightings=True,
                                      pythonify=True):  # fmt: skip
        assert attribute.Sighting[0].source == "sensor"


def test_sightings_are_searched(misp):
    event = made(published=True)
    misp.east.add_event(event)
    first, second = event.attributes
    misp.east.add_sighting({"source": "a", "type": "1"}, first)
    misp.west.add_sighting([{"source": "b"}], second)

    def sources(**asked):
        found = misp.west.search_sightings(**asked, pythonify=True)
        return [one["sighting"].source for one in found]

    for asked, expected in (
        ({"context": "event", "context_id": event.uuid}, ["b"]),
        ({"context": "attribute", "context_id": first.uuid}, []),
        ({"publish_timestamp": "1h"}, ["b"]),
        ({"date_to": 1}, []),
        ({"org": "P-EAST"}, []),
        ({"source": "b", "type_sighting": "0"}, ["b"]),
        ({"type_sighting": "1"}, []),
    ):
        assert sources(**asked) == expected, asked
    (found,) = misp.east.search_sightings(
        include_attribute=True, include_event_meta=True, pythonify=True
    )
    assert (found["attribute"].uuid, found["event"].uuid) == (first.uuid, event.uuid)
    assert len(misp.east.sightings(pythonify=True)) == 1


def test_a_local_tag_changes_nothing_that_is_published(misp):
    event = made(published=True)
    misp.east.add_event(event)
    got = misp.east.get_event(event, pythonify=True)
    said = misp.east.tag(event, "ours:seen", local=True)["message"]
    assert said == f"Local tag ours:seen successfully attached to Event({got.id})."
    tagged = misp.east.get_event(event, pythonify=True)
    assert (tagged.published, tagged.timestamp) == (True, got.timestamp)
    assert misp.east.untag(event, "ours:seen")["message"].endswith(f"removed from Event({got.id}).")
    assert misp.east.get_event(event, pythonify=True).published
    misp.east.tag(event, "theirs")
    assert not misp.east.get_event(event, pythonify=True).published


def test_a_reference_is_taken_off(misp):
    event = made()
    event.objects[0].add_reference(event.attributes[0].uuid, "connects-to")
    got = misp.east.add_event(event, pythonify=True)
    (reference,) = got.objects[0].references
    assert misp.west.delete_object_reference(reference)["errors"][0] == 404
    for ref in (reference.uuid, "0"):
        told = misp.east.delete_object_reference(ref, hard=True)
        assert told.get("message", "") == ("ObjectReference deleted" if ref != "0" else "")
    assert misp.east.get_event(event, pythonify=True).objects[0].references == []


def test_galaxy_tags_come_back_with_what_they_stand_for(misp, tmp_path):
    bring_tags(tmp_path)
    event = made(published=True)
    event.add_tag('misp-galaxy:threat-actor="Shadow Actors"')
    event.add_tag("PAP:RED")
    event.attributes[0].add_tag('misp-galaxy:mitre-attack-pattern="Break the Door"')
    assert not isinstance(misp.east.add_event(event, pythonify=True), dict)
    got = misp.west.get_event(event.uuid, pythonify=True)
    (cluster,) = got.galaxies[0].clusters
    assert (cluster.value, cluster.meta["synonyms"][0]) == ("Kagemusha Gang (fictional)",
                                                            "Shadow Actors")  # fmt: skip
    (first,) = [one for one in got.attributes if one.uuid == event.attributes[0].uuid]
    assert first.galaxies[0].clusters[0].meta["external_id"] == ["T1190"]
    (found,) = misp.west.search(eventinfo="架空の攻撃", pythonify=True)
    assert found.galaxies[0].type == "threat-actor"
    again = misp.east.get_event(event.uuid, pythonify=True)
    again.info = "続報"
    changed = misp.east.update_event(again, pythonify=True)
    assert not isinstance(changed, dict), changed
    assert len(misp.east.get_event(event.uuid, pythonify=True).galaxies) == 1
