"""A feed is what PyMISP's own generator makes of the same events, and tells nobody what it may not see."""

import json

from tests.integration.misp.test_door import ask, told
from tests.integration.misp.test_pymisp import made


def fetched(misp, who, folder):
    """The feed as a client takes it: its manifest, its hashes, and each event in a file."""
    folder.mkdir()
    key = misp.keys[who]
    manifest = ask(misp, "feed/manifest.json", key=key).json()
    for uuid in manifest:
        answer = ask(misp, f"feed/{uuid}.json", key=key)
        assert answer.status_code == 200, answer.content
        (folder / f"{uuid}.json").write_bytes(answer.content)
    hashes = ask(misp, "feed/hashes.csv", key=key)
    assert hashes["Content-Type"].startswith("text/csv")
    return manifest, set(hashes.content.decode().splitlines())


def test_a_feed_is_as_its_generator_makes_it_and_one_sees_ones_own_of_it(misp, tmp_path):
    from pymisp.tools import feed_meta_generator

    shared, draft, secret = (
        made("Shared", published=True),
        made("Draft", address="192.0.2.78"),
        made("Secret", distribution=0, published=True, address="192.0.2.79"),
    )
    shared.add_tag("tlp:green")
    shared.attributes[0].add_tag("tlp:red")
    shared.add_attribute("filename|md5", f"a.exe|{'cd' * 16}")
    gone = shared.add_attribute("domain", "gone.example")
    gone.deleted = True
    for event in (shared, draft, secret):
        assert not isinstance(misp.east.add_event(event, pythonify=True), dict)
    seen = {}
    for who, infos in (("east", {"Shared", "Secret"}), ("west", {"Shared"})):
        folder = tmp_path / who
        manifest, hashes = fetched(misp, who, folder)
        assert {one["info"] for one in manifest.values()} == infos
        feed_meta_generator(folder)
        theirs = json.loads((folder / "manifest.json").read_text())
        assert theirs.keys() == manifest.keys()
        for uuid, one in theirs.items():
            assert one["Orgc"] == manifest[uuid]["Orgc"]
            assert {name: str(one[name]) for name in ("info", "date", "timestamp")} == {
                name: manifest[uuid][name] for name in ("info", "date", "timestamp")
            }
            assert [tag["name"] for tag in one["Tag"]] == [
                tag["name"] for tag in manifest[uuid]["Tag"]
            ]
        assert set((folder / "hashes.csv").read_text().splitlines()) == hashes
        seen[who] = (folder / f"{shared.uuid}.json").read_text()
    assert "192.0.2.77" in seen["east"]
    assert "192.0.2.77" not in seen["west"]  # an attribute that is TLP:RED
    assert "gone.example" not in seen["east"] + seen["west"]
    assert "distribution" not in seen["east"]
    west = misp.keys["west"]
    for uuid in (draft.uuid, secret.uuid):
        assert told(ask(misp, f"feed/{uuid}.json", key=west), 404) == "Invalid event."
    assert told(ask(misp, f"feed/{draft.uuid}.json"), 404) == "Invalid event."
    for path in ("feed/manifest.json", "feed/hashes.csv", f"feed/{shared.uuid}.json"):
        told(ask(misp, path, key=""), 403)
        told(ask(misp, path, method="POST"), 405)


def test_a_feed_is_read_by_the_house_itself(misp, monkeypatch):
    """What one organisation publishes, another one reads."""
    from noroshi.intelligence.exchanging import Kind
    from tests.integration.intelligence import test_exchange as exchanging

    exchanging.allow_here(monkeypatch)
    event = made("Shared", published=True)
    event.add_tag("tlp:green")
    misp.east.add_event(event)
    url = misp.east.root_url.replace("localhost", "127.0.0.1") + "feed/"
    west = misp.actors["P-WEST"]
    feed = exchanging.add(west, name="east", url=url, kind=Kind.MISP_FEED, secret=misp.keys["west"])
    done, kept = exchanging.exchange(feed)
    assert (done.reason, done.refused, kept.entries) == ("", 0, 1)
    names = {name for source, name, _ in exchanging.told(west) if source == "partner east"}
    assert {"Shared", "192.0.2.77", "c2.evil.example"} <= names
