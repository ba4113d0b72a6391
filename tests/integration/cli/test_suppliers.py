"""The exchange between the office and a supplier by the command line."""

from noroshi.formats.csaf import writing
from tests.integration.cli.commands import done, refused
from tests.integration.csaf.test_provider import written
from tests.nation import SUPPLIERS


def test_a_product_is_named_verified_asked_about_and_answered(nation, tmp_path):
    head = "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
    (tmp_path / "suppliers.csv").write_text(head + SUPPLIERS)
    done(nation, "organisations", "import", tmp_path / "suppliers.csv")
    maker, office = ("--organisation", "GATES"), ("--organisation", "NCO")
    product = done(nation, "suppliers", "claim", "Fortinet", "FortiOS", *maker)
    assert product["verified_at"] is None
    assert done(nation, "suppliers", "verify", product["id"], *office)["verified_at"]
    (own,) = done(nation, "suppliers", "products", *maker)["items"]
    assert own["counted_at"], "counted before the command that verified it ended"
    assert own["versions"] == [], "one organisation is not told"
    words = ("suppliers", "send", product["id"], "CVE-2099-0001", "--kind", "request")
    assert "P-EAST" in refused(nation, *words, "--text", "P-EAST is weak", *office)
    assert "only the national office" in refused(nation, *words, "--text", "x", *maker)
    thread = done(nation, *words, "--text", "Please mend it.", *office)
    answer = ("suppliers", "answer", thread["id"])
    said = done(nation, *answer, "--kind", "fix", "--fixed-in", "7.2.5", *maker)
    assert (said["state"], said["answer"]["fixed_in"]) == ("answered", "7.2.5")
    for code, many in (("GATES", 1), ("LOCKS", 0), ("P-EAST", 0)):
        listed = done(nation, "suppliers", "threads", "--organisation", code)["items"]
        assert len(listed) == many, code
    shown = done(nation, "suppliers", "thread", thread["id"], *maker)
    assert [one["kind"] for one in shown["history"]] == ["message", "answer"]
    assert "no such" in refused(
        nation, "suppliers", "thread", thread["id"], "--organisation", "LOCKS"
    )
    (warned,) = done(nation, "warnings", "list", "--organisation", "P-EAST")["items"]
    notice = done(nation, "warnings", "show", warned["id"], "--organisation", "P-EAST")
    (told,) = notice["supplier_answers"]
    assert (told["product"], told["answer"]["fixed_in"]) == ("Fortinet FortiOS", "7.2.5")
    assert "no such" in refused(nation, "warnings", "show", warned["id"], *maker)
    assert done(nation, "suppliers", "close", thread["id"], "--state", "done", *office)
    assert "cannot become" in refused(nation, *answer, "--kind", "fix", "--fixed-in", "8", *maker)


def test_a_weakness_is_reported_coordinated_and_published(nation, tmp_path):
    head = "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
    (tmp_path / "suppliers.csv").write_text(head + SUPPLIERS)
    done(nation, "organisations", "import", tmp_path / "suppliers.csv")
    maker, office, finder = (("--organisation", code) for code in ("GATES", "NCO", "P-EAST"))
    product = done(nation, "suppliers", "claim", "Acme", "Router", *maker)["id"]
    done(nation, "suppliers", "verify", product, *office)
    words = ("Acme", "Router", "--title", "A way in", "--description", "Say please.")
    report = done(nation, "disclosures", "report", *words, "--version", "< 2", *finder)
    one = report["id"]
    assert "no such weakness" in refused(nation, "disclosures", "agree", one, *maker)
    done(nation, "disclosures", "accept", one, product, *office)
    assert "other side" in refused(nation, "disclosures", "agree", one, *office)
    for code, many in (("GATES", 1), ("NCO", 1), ("P-EAST", 1), ("LOCKS", 0), ("METI", 0)):
        listed = done(nation, "disclosures", "list", "--organisation", code)["items"]
        assert len(listed) == many, code
    anew = ("Acme", "Router", "--title", "An open door", "--description", "Say nothing.")
    assert done(nation, "disclosures", "describe", one, *anew, *maker)["title"] == "An open door"
    for words, many in (("open", 1), ("closed", 0)):
        listed = done(nation, "disclosures", "list", "--state", words, "--text", "DOOR", *maker)
        assert len(listed["items"]) == many, words
    done(nation, "disclosures", "embargo", one, "--until", "2999-01-01", *maker)
    assert done(nation, "disclosures", "agree", one, *office)["agreed_at"]
    done(nation, "disclosures", "publish", one, "--reason", "It is exploited.", *office)
    (found,) = done(nation, "disclosures", "list", *finder)["items"]
    assert found["name"].startswith("NRS-")


def test_an_advisory_is_checked_published_and_listed(nation, tmp_path):
    head = "code,name,name_ja,kind,sector,corporate_number,networks,domains\n"
    (tmp_path / "suppliers.csv").write_text(head + SUPPLIERS)
    done(nation, "organisations", "import", tmp_path / "suppliers.csv")
    file = tmp_path / "advisory.json"
    file.write_bytes(writing.write(written(status="draft", tlp="AMBER")))
    maker = ("--organisation", "GATES")
    (checked,) = done(nation, "advisories", "check", str(file))["items"]
    assert checked["failures"] == []
    kept = done(nation, "advisories", "publish", str(file), "--draft", "--to", "P-EAST", *maker)
    assert (kept["state"], kept["path"]) == ("draft", None)
    made = done(nation, "advisories", "publish", str(file), "--to", "P-EAST", *maker)
    assert (made["state"], made["path"].rpartition("/")[2]) == ("final", "gates_2026_1.json")
    for code, many in (("P-EAST", 1), ("P-WEST", 0)):
        listed = done(nation, "advisories", "list", "--text", "open", "--organisation", code)
        assert [one["id"] for one in listed["items"]] == [made["id"]] * many


def test_providers_are_listed_looked_at_paused_and_removed(nation):
    office, words = ("--organisation", "NCO"), {"NOROSHI_WEBHOOK_NETWORKS": "127.0.0.0/8"}
    url = "http://127.0.0.1:9/.well-known/csaf/provider-metadata.json"
    add = ("providers", "add", "gates", url)
    made = done(nation, *add, *office, "--list-only", "--every", "30", **words)
    assert (made["name"], made["every"], made["state"], made["lag"]) == ("gates", 30, "new", None)
    refused(nation, "providers", "look", "gates", *office, "--may-shrink", **words)
    (one,) = done(nation, "providers", "list", *office)["items"]
    assert (one["state"], one["mirrored"], one["refused"]) == ("failing", 0, 0)
    assert done(nation, "providers", "refused", "gates", *office)["items"] == []
    done(nation, "providers", "pause", "gates", *office)
    assert "paused" in refused(nation, "providers", "look", "gates", *office, **words)
    done(nation, "providers", "resume", "gates", *office)
    stranger = ("--organisation", "P-EAST")
    assert "only the national" in refused(nation, "providers", "remove", "gates", *stranger)
    done(nation, "providers", "remove", "gates", *office)
