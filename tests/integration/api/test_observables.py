"""A text is sent and its observables come back, with what is common among them."""

from tests.integration.intelligence.test_warning_lists import LISTS, bring


def test_observables_of_a_text_and_what_is_common_of_them(nation, tmp_path):
    bring(tmp_path, *LISTS)
    answer = nation.east.post("/observables", {"text": "攻撃元は192[.]0[.]2[.]7、evil[.]example"})
    assert answer.status_code == 200
    assert answer.json() == {
        "items": [
            {
                "kind": "ipv4-addr",
                "value": "192.0.2.7",
                "defanged": "192[.]0[.]2[.]7",
                "common": ["Networks", "Resolvers"],
            },
            {
                "kind": "domain-name",
                "value": "evil.example",
                "defanged": "evil[.]example",
                "common": [],
            },
        ],
        "next": None,
    }
    listed = nation.west.get("/warning-lists?limit=2").json()
    assert [one["name"] for one in listed["items"]] == ["Contacts", "Files"]
    rest = nation.west.get(f"/warning-lists?cursor={listed['next']}").json()["items"]
    assert [one["name"] for one in rest] == ["Networks", "Resolvers", "Sites", "Throwaway"]
