"""How an organisation is told, on its pages; what others cannot see or change of it."""

import json
import re

import pytest

from tests.integration.warnings.receivers import receiving
from tests.integration.warnings.test_webhooks import HERE, settings  # noqa: F401
from tests.integration.web.conftest import invite, signed_in
from tests.nation import bring_feeds, cve_record


@pytest.fixture
def change(request):
    return request.getfixturevalue("settings")


WISH = {
    "at_once": ["out_of_cycle", "scheduled"], "digest": "weekly", "language": "en",
    "zone": "Europe/Berlin", "quiet_from": "22:00", "quiet_until": "06:30",
}  # fmt: skip


def weaken(tmp_path):
    feed = tmp_path / "cve-2.json"
    feed.write_text(json.dumps(cve_record("CVE-2099-0002")))
    bring_feeds(feed)


def test_wishes_are_kept_for_the_organisation_and_for_oneself(east, nation):
    page = east.get("/own/delivery/").content.decode()
    assert "has no mail server" in page
    assert east.post("/own/delivery/", WISH).status_code == 302
    page = east.get("/own/delivery/").content.decode()
    assert 'value="22:00"' in page
    assert 'value="Europe/Berlin"' in page
    mine = {"mine-digest": "none", "mine-language": "ja"}
    assert east.post("/own/delivery/mine/", mine).status_code == 302
    page = east.get("/own/delivery/").content.decode()
    assert re.search(r'name="mine-digest".*?value="none" selected', page, re.DOTALL)
    for name, value in (
        ("zone", "Nowhere/Town"), ("quiet_until", ""), ("digest", "hourly"),
        ("at_once", "whenever"), ("quiet_from", "25:00"), ("zone", "\x00"),
    ):  # fmt: skip
        answer = east.post("/own/delivery/", {**WISH, name: value})
        assert answer.status_code == 422
        assert f'href="#id_{name}' in answer.content.decode()
    bring_feeds()  # lets the worker's part be done
    kinds = {one["kind"] for one in east.get("/ledger/?format=json").json()["items"]}
    assert "warnings.DeliveryWished" in kinds


def test_an_endpoint_s_secret_is_shown_once_and_its_dead_letters_are_sent_again(
    east, west, office, change, tmp_path
):
    change(webhook_networks=HERE)
    with receiving(status=410) as receiver:
        answer = east.post("/own/delivery/endpoints/", {"url": receiver.url, "least": "defer"})
        secret = re.search(r"whsec_[A-Za-z0-9+/=]+", answer.content.decode())[0]
        weaken(tmp_path)
        page = east.get("/own/delivery/").content.decode()
        assert secret not in page
        assert "Paused" in page
        (dead,) = east.get("/own/deliveries/?state=dead&format=json").json()["items"]
        assert "It answered 410" in east.get("/own/deliveries/").content.decode()
        for other in (west, office):
            assert other.get("/own/deliveries/?format=json").json()["items"] == []
            assert receiver.url.split("//")[1] not in other.get("/own/delivery/").content.decode()
        resume = re.search(r"/own/delivery/endpoints/[0-9a-f-]+/resume/", page)[0]
        assert office.post(resume).status_code == 404
        assert west.post(resume).status_code == 403, "an analyst keeps no endpoints"
        invite("thief@example.test", "P-WEST", "administrator")
        thief = signed_in("thief@example.test")
        assert thief.post(resume).status_code == 404
        thief.post("/own/deliveries/again/", {"chosen": dead["id"]})
        assert east.post(resume).status_code == 302
        (dead,) = east.get("/own/deliveries/?state=dead&format=json").json()["items"]
        receiver.status = 200
        assert east.post("/own/deliveries/again/", {"chosen": dead["id"]}).status_code == 302
        from tests.integration.warnings.test_webhooks import send

        send()
        (sent,) = east.get("/own/deliveries/?format=json").json()["items"]
        assert sent["state"] == "sent"
        remove = resume.replace("resume", "remove")
        assert east.post(remove).status_code == 302
        assert "None yet. An endpoint" in east.get("/own/delivery/").content.decode()


@pytest.mark.parametrize(
    "url", ["http://hooks.example/", "https://10.0.0.1/", "nothing", "https://\x00"]
)
def test_an_address_that_may_not_be_is_said_beside_its_field(east, url):
    answer = east.post("/own/delivery/endpoints/", {"url": url, "least": "defer"})
    assert answer.status_code == 422
    assert 'href="#id_url"' in answer.content.decode()


def test_who_keeps_no_delivery_is_offered_and_does_none(west):
    page = west.get("/own/delivery/").content.decode()
    assert "Make an endpoint" not in page
    assert west.post("/own/delivery/", WISH).status_code == 403
    wanted = {"url": "https://hooks.example/", "least": "defer"}
    assert west.post("/own/delivery/endpoints/", wanted).status_code == 403
