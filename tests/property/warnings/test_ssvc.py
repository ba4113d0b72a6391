"""The trees are monotone: worse news never makes a decision less urgent."""

from decimal import Decimal
from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from noroshi.warnings.ssvc import VALUES, Facts, coordinate, decide, policy

POLICY = policy()
ADDRESSES = st.sampled_from(["10.0.0.1", "192.0.2.1", "fd00::1", "2001:db8::1"]).map(ip_address)
FACTS = st.builds(
    Facts,
    is_exploited=st.booleans(),
    epss=st.none() | st.decimals(0, 1, places=3),
    exploitation=st.sampled_from(["", "none", "poc", "active", "unheard of"]),
    automatable=st.sampled_from(["", "no", "yes"]),
    technical_impact=st.sampled_from(["", "partial", "total"]),
    cvss_vector=st.sampled_from(["", "CVSS:3.1/AV:L/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "no vector"]),
    addresses=st.lists(ADDRESSES, max_size=3).map(tuple),
    role=st.sampled_from(["", *POLICY.roles]) | st.text(max_size=8),
    sector=st.sampled_from(["", *POLICY.sectors]),
    kind=st.sampled_from(["", "operator", *POLICY.kinds]),
)


def test_the_trees_rise_with_each_of_their_points():
    for name in POLICY.trees:
        tree = POLICY.trees[name]
        order = VALUES[tree.outcome].index
        for row, outcome in tree.rows.items():
            for at, point in enumerate(tree.points):
                values = VALUES[point]
                for worse in values[values.index(row[at]) + 1 :]:
                    other = tree.rows[(*row[:at], worse, *row[at + 1 :])]
                    assert order(other) >= order(outcome), (name, row, point, worse)


@given(FACTS)
def test_every_fact_is_decided_and_worse_news_is_never_less_urgent(facts):
    from dataclasses import replace

    for ask, scale in ((decide, "priority"), (coordinate, "cisa levels")):
        found = ask(facts, POLICY)
        assert all(point.value in VALUES[point.name] for point in found.points)
        for worse in (
            replace(facts, is_exploited=True),
            replace(facts, epss=Decimal(1)),
            replace(facts, addresses=(*facts.addresses, ip_address("192.0.2.9"))),
        ):
            order = VALUES[scale].index
            assert order(ask(worse, POLICY).outcome) >= order(found.outcome)
