"""The supplier's desk and its threads on their pages, and what everybody else gets there."""

import re

import pytest

from tests.integration.web.conftest import invite, signed_in
from tests.nation import SUPPLIERS, bring_product, register

CAUSE = "CVE-2099-0001"
HEAD = "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
THREAD = re.compile(r"/supplier-threads/[0-9a-f-]{36}/")
VERIFY = re.compile(r"/claims/products/[0-9a-f-]{36}/")


@pytest.fixture
def suppliers(nation):
    """GATES makes what P-EAST runs; LOCKS does not; MIC is the ministry of GATES."""
    actors = nation | register(HEAD + SUPPLIERS)
    for code in ("GATES", "LOCKS", "MIC"):
        invite(f"{code.lower()}@example.test", code, "administrator")
    return actors


@pytest.fixture
def maker(suppliers):
    return signed_in("gates@example.test")


@pytest.fixture
def sent(suppliers, office):
    """The page of a request that the office has sent."""
    product = bring_product(suppliers["GATES"], suppliers["NCO"])
    message = {"product": product.id, "kind": "request", "text": "Please mend it.", "due_on": ""}
    answer = office.post(f"/supplier-threads/new/?cause={CAUSE}", message)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def text(client, page):
    answer = client.get(page)
    assert answer.status_code == 200, page
    return answer.content.decode()


def test_a_product_is_named_on_the_desk_and_verified_by_the_office(maker, office):
    assert "You have named no product yet." in text(maker, "/")
    wrong = maker.post("/desk/products/", {"vendor": "-", "product": "FortiOS"})
    assert wrong.status_code == 422
    named = {"vendor": "Fortinet", "product": "FortiOS"}
    assert "Pending" in maker.post("/desk/products/", named, follow=True).content.decode()
    assert maker.post("/desk/products/", named).status_code == 422, "once is enough"
    assert "product waits to be verified" in text(office, "/").replace("\n", " ")
    (verify,) = set(VERIFY.findall(text(office, "/claims/")))
    assert maker.post(verify).status_code == 403
    assert office.post(verify).status_code == 302
    assert "Pending" not in text(maker, "/desk/")
    assert "5 or more" not in text(maker, "/desk/"), "one organisation is not told"


def test_a_request_is_sent_seen_answered_and_done(maker, office, sent):
    assert "Send to a supplier" in text(office, f"/vulnerabilities/{CAUSE}/")
    again = {"product": "x", "kind": "request", "text": "P-EAST", "due_on": ""}
    page = office.post(f"/supplier-threads/new/?cause={CAUSE}", again)
    assert page.status_code == 422
    assert sent in text(maker, "/desk/")
    thread = text(maker, sent)
    assert "Please mend it." in thread
    assert "Art. 42 [S/R]" in thread
    assert "not an order" in thread
    assert office.get(f"{sent}?format=json").json()["state"] == "seen"
    for wrong in (
        {"kind": "fix", "fixed_in": ""},
        {"kind": "date", "expected_on": "2020-01-01"},
        {"kind": "vex", "status": "not_affected", "justification": ""},
        {"kind": "vex", "status": "affected", "versions": "?? to !!"},
    ):
        assert maker.post(f"{sent}answer/", wrong).status_code == 422, wrong
    vex = {"kind": "vex", "status": "affected", "versions": "7.2.3, < 7.0.14", "text": "Weak."}
    assert "7.2.3, &lt; 7.0.14" in maker.post(f"{sent}answer/", vex, follow=True).content.decode()
    assert maker.post(f"{sent}comment/", {"comment": "P-EAST asked us"}).status_code == 302
    refused = office.post(f"{sent}comment/", {"comment": "P-EAST asked us, too"})
    assert refused.status_code == 422
    assert maker.post(f"{sent}close/", {"state": "done"}).status_code == 403
    assert office.post(f"{sent}close/", {"state": "done"}).status_code == 302
    after = text(maker, sent)
    assert "/answer/" not in after
    assert maker.post(f"{sent}comment/", {"comment": "late"}).status_code == 422


def test_the_list_is_narrowed_ordered_and_exported(maker, office, sent):
    for client in (maker, office):
        assert sent in text(client, "/supplier-threads/?state=owed&kind=request&order=due")
        assert sent not in text(client, "/supplier-threads/?state=done")
        (item,) = client.get("/supplier-threads/?format=json").json()["items"]
        assert item["product_name"] == "Fortinet FortiOS"
        assert CAUSE in client.get("/supplier-threads/?format=csv").content.decode()


def test_others_get_the_answer_of_what_is_not_there(suppliers, maker, sent, east):
    nothing = "/supplier-threads/00000000-0000-4000-8000-000000000000/"
    for email in ("locks@example.test", "p-east@example.test", "meti@example.test"):
        client = signed_in(email)
        for page in (sent, f"{sent}?format=json"):
            assert client.get(page).status_code == 404
        for act, given in (
            ("answer/", {"kind": "fix", "fixed_in": "1"}),
            ("comment/", {"comment": "hello"}),
            ("close/", {"state": "done"}),
        ):
            theirs, none = (client.post(f"{page}{act}", given) for page in (sent, nothing))
            assert theirs.status_code == none.status_code
            assert theirs.status_code in (403, 404)
        assert client.get(f"/supplier-threads/new/?cause={CAUSE}").status_code == 403
        for listed in ("/supplier-threads/", "/desk/", f"/vulnerabilities/{CAUSE}/"):
            assert not THREAD.findall(text(client, listed)), (email, listed)
    ministry = signed_in("mic@example.test")
    assert "Please mend it." in text(ministry, sent)
    assert f"{sent}close/" not in text(ministry, sent)
    for act, given in (("comment/", {"comment": "hello"}), ("close/", {"state": "done"})):
        assert ministry.post(f"{sent}{act}", given).status_code == 403


def test_no_page_of_a_supplier_names_who_runs_it(maker, sent):
    for page in ("/desk/", "/supplier-threads/", sent, f"/vulnerabilities/{CAUSE}/", "/ledger/"):
        shown = text(maker, page)
        for name in ("P-EAST", "East Power", "gate-1", "192.0.2."):
            assert name not in shown, (page, name)


def test_a_weakness_is_reported_coordinated_and_published_and_others_find_nothing(
    suppliers, maker, office, east
):
    product = bring_product(suppliers["GATES"], suppliers["NCO"])
    given = {
        "title": "A way round the gate", "description": "Say please.", "vendor": "fortinet",
        "product": "fortios", "versions": "7.2.0 to 7.2.4", "cvss_vector": "",
    }  # fmt: skip
    assert east.post("/disclosures/new/", {**given, "versions": "?? to !!"}).status_code == 422
    page = east.post("/disclosures/new/", given)["Location"]
    assert maker.get(page).status_code == 404, "not before the office has opened it"
    assert "not looked at it yet" in text(east, page)
    assert office.post(f"{page}accept/", {"product": product.id}).status_code == 302
    for client in (maker, office, east):
        assert page in text(client, "/disclosures/")
    assert "East Power" in text(office, page)
    assert "East Power" not in text(maker, page)
    assert "Another day" not in text(east, page)
    for act, form in (
        ("describe/", {**given, "title": "Another way round the gate"}),
        ("embargo/", {"until": "2999-01-01"}), ("comment/", {"comment": "We see it."}),
    ):  # fmt: skip
        assert maker.post(f"{page}{act}", form).status_code == 302, act
    assert maker.post(f"{page}agree/").status_code == 422, "the other side does"
    assert maker.post(f"{page}embargo/", {"until": "2020-01-01"}).status_code == 422
    for email in (
        "locks@example.test",
        "p-west@example.test",
        "meti@example.test",
        "mic@example.test",
    ):
        client = signed_in(email)
        for path in (page, f"{page}?format=json"):
            assert client.get(path).status_code == 404
        for act in ("comment/", "agree/", "close/", "publish/", "accept/", "embargo/", "cve/"):
            theirs = client.post(f"{page}{act}", {"reason": "x", "comment": "x"})
            none = client.post(
                f"/disclosures/00000000-0000-4000-8000-000000000000/{act}",
                {"reason": "x", "comment": "x"},
            )
            assert theirs.status_code == none.status_code, (email, act)
            assert theirs.status_code in (403, 404), (email, act)
        for listed in ("/disclosures/", "/", "/desk/", "/vulnerabilities/?text=gate", "/ledger/"):
            assert "round the gate" not in text(client, listed), (email, listed)
        assert client.get("/disclosures/?format=json").json()["items"] == []
    assert office.post(f"{page}agree/").status_code == 302
    assert "by itself" in text(maker, page)
    assert office.post(f"{page}publish/", {"reason": "It is exploited."}).status_code == 302
    assert maker.post(f"{page}cve/", {"cve": "CVE-2099-0009"}).status_code == 302
    assert "It is exploited." in text(east, page)


def test_more_time_an_end_and_a_claim_withdrawn(suppliers, maker, office, east, sent):
    assert office.post(f"{sent}extend/", {"due_on": "2020-01-01"}).status_code == 422
    assert maker.post(f"{sent}extend/", {"due_on": "2999-01-01"}).status_code == 403
    assert office.post(f"{sent}extend/", {"due_on": "2999-01-01"}).status_code == 302
    assert "2999-01-01" in text(maker, sent)
    assert maker.post(f"{sent}answer/", {"kind": "end", "advice": ""}).status_code == 422
    end = {"kind": "end", "advice": "Replace it.", "text": "Between us."}
    assert "Replace it." in maker.post(f"{sent}answer/", end, follow=True).content.decode()
    (warning,) = set(re.findall(r"/warnings/[0-9a-f-]{36}/", text(east, "/warnings/")))
    told = text(east, warning)
    assert "Replace it." in told
    assert "Between us." not in told
    (product,) = re.findall(r"/claims/products/[0-9a-f-]{36}/withdraw/", text(office, "/claims/"))
    assert maker.post(product, {"reason": "x"}).status_code == 403
    assert "reads it" in office.post(product, {"reason": ""}, follow=True).content.decode()
    assert office.post(product, {"reason": "It was sold."}).status_code == 302
    assert "It was sold." in text(maker, "/desk/")
    assert "Replace it." in text(maker, sent), "what was said stays"
    assert "Replace it." not in text(east, warning)
