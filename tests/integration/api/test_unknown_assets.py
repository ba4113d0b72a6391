"""What no source knows, asked by a program, for its own organisation alone."""

from tests.nation import HEAD, bring_assets

ODD = HEAD + "Remote,vpn,odd gate,Fortinett,Forti OS,7.2.3,,,,\nBilling,,book,Mujina,Book,1,,,,\n"


def unknown(caller, query=""):
    answer = caller.get(f"/assets/unknown{query}")
    assert answer.status_code == 200
    return [
        (one["name"], [like["name"] for like in one["likely"]]) for one in answer.json()["items"]
    ]


def test_own_assets_that_no_source_knows(nation):
    from noroshi.operations.database import Role, connected_as
    from noroshi.pipeline import complete_handoffs
    from noroshi.vulnerabilities.actions.propose_names import propose_names

    bring_assets(nation.actors["P-EAST"], ODD, source="odd.csv")
    with connected_as(Role.WORKER):
        complete_handoffs()
        propose_names()
    assert unknown(nation.east) == [("book", []), ("odd gate", ["fortinet | fortios"])]
    assert unknown(nation.east, "?text=gate") == [("odd gate", ["fortinet | fortios"])]
    assert unknown(nation.west) == []
