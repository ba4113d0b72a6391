"""Decision points with their origins, the trees, and what a tree must be."""

from decimal import Decimal
from ipaddress import ip_address

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.parties.sectors import KINDS, SECTORS
from noroshi.warnings import ssvc
from noroshi.warnings.ssvc import Facts, Origin

POLICY = ssvc.policy()
EASY = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
EASY_4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def addresses(*texts):
    return tuple(ip_address(text) for text in texts)


@pytest.mark.parametrize(
    ("facts", "value", "origin"),
    [
        (Facts(is_exploited=True, exploitation="none"), "active", Origin.KEV),
        (Facts(exploitation="active"), "active", Origin.CISA),
        (Facts(exploitation="poc"), "public poc", Origin.CISA),
        (Facts(exploitation="PoC", epss=Decimal("0.9")), "public poc", Origin.CISA),
        (Facts(exploitation="none", epss=Decimal("0.1")), "public poc", Origin.EPSS),
        (Facts(exploitation="none", epss=Decimal("0.09")), "none", Origin.CISA),
        (Facts(epss=Decimal("0.09")), "none", Origin.EPSS),
        (Facts(exploitation="perhaps"), "none", Origin.ASSUMED),
        (Facts(), "none", Origin.ASSUMED),
    ],
)
def test_exploitation(facts, value, origin):
    assert ssvc.exploitation(facts, POLICY) == ssvc.Point("exploitation", value, origin)


@pytest.mark.parametrize(
    ("facts", "value", "origin"),
    [
        (Facts(automatable="no", cvss_vector=EASY), "no", Origin.CISA),
        (Facts(cvss_vector=EASY), "yes", Origin.CVSS),
        (Facts(cvss_vector=EASY_4), "yes", Origin.CVSS),
        (Facts(cvss_vector=EASY_4.replace("AT:N", "AT:P")), "no", Origin.CVSS),
        (Facts(cvss_vector="AV:N/AC:L/Au:N/C:P/I:P/A:P"), "yes", Origin.CVSS),
        (Facts(cvss_vector=EASY.replace("AV:N", "AV:A")), "no", Origin.CVSS),
        (Facts(cvss_vector=EASY.replace("UI:N", "UI:R")), "no", Origin.CVSS),
        (Facts(cvss_vector="C:H/I:H"), "yes", Origin.ASSUMED),
        (Facts(), "yes", Origin.ASSUMED),
    ],
)
def test_automatable(facts, value, origin):
    assert ssvc.automatable(facts) == ssvc.Point("automatable", value, origin)


@pytest.mark.parametrize(
    ("facts", "value", "origin"),
    [
        (Facts(technical_impact="partial", cvss_vector=EASY), "partial", Origin.CISA),
        (Facts(cvss_vector=EASY), "total", Origin.CVSS),
        (Facts(cvss_vector=EASY_4), "total", Origin.CVSS),
        (Facts(cvss_vector=EASY.replace("I:H", "I:L")), "partial", Origin.CVSS),
        (Facts(cvss_vector="AV:N/AC:L/Au:N/C:C/I:C/A:C"), "total", Origin.CVSS),
        (Facts(), "total", Origin.ASSUMED),
    ],
)
def test_technical_impact(facts, value, origin):
    assert ssvc.technical_impact(facts) == ssvc.Point("technical impact", value, origin)


@pytest.mark.parametrize(
    ("known", "value", "origin"),
    [
        (addresses("10.0.0.1", "fd00::1"), "small", Origin.ADDRESSES),
        (addresses("10.0.0.1", "192.0.2.1"), "open", Origin.ADDRESSES),
        (addresses("172.32.0.1"), "open", Origin.ADDRESSES),
        (addresses("2001:db8::1"), "open", Origin.ADDRESSES),
        ((), "controlled", Origin.ASSUMED),
    ],
)
def test_system_exposure(known, value, origin):
    found = ssvc.system_exposure(Facts(addresses=known), POLICY)
    assert found == ssvc.Point("system exposure", value, origin)


def test_impact_follows_from_the_role_and_is_assumed_without_one():
    known = ssvc.decide(Facts(role=" Control Centre "), POLICY).points[-1]
    assert known == ssvc.Point("human impact", "very high", Origin.ROLE)
    for role in ("", "nobody knows"):
        unknown = ssvc.decide(Facts(role=role), POLICY).points[-1]
        assert unknown == ssvc.Point("human impact", "medium", Origin.ASSUMED)


def test_the_policy_knows_every_sector_and_every_kind_but_operators():
    assert POLICY.sectors.keys() == SECTORS.keys()
    assert POLICY.kinds.keys() == KINDS.keys() - {"operator"}


def test_the_same_weakness_is_not_the_same_everywhere():
    weakness = {"is_exploited": True, "automatable": "yes", "technical_impact": "total"}
    gate = Facts(**weakness, role="remote access", addresses=addresses("192.0.2.3"))
    copier = Facts(**weakness, role="office", addresses=addresses("10.0.0.3"))
    decisions = [ssvc.decide(facts, POLICY) for facts in (copier, gate, copier)]
    assert [one.outcome for one in decisions] == ["scheduled", "immediate", "scheduled"]
    assert ssvc.foremost(decisions) == decisions[1]


def test_the_nation_acts_by_the_other_tree():
    facts = Facts(is_exploited=True, automatable="yes", technical_impact="total")
    found = ssvc.coordinate(facts, POLICY)
    assert (found.tree, found.outcome) == ("coordinator", "act")
    assert [point.origin for point in found.points[-3:]] == [Origin.ASSUMED] * 3
    small = ssvc.coordinate(Facts(automatable="no", technical_impact="partial", kind="sme"), POLICY)
    assert small.outcome == "track"
    assert small.points[-3] == ssvc.Point("mission prevalence", "minimal", Origin.KIND)
    power = ssvc.coordinate(Facts(sector="electricity", kind="operator"), POLICY)
    assert power.points[-2] == ssvc.Point("public well-being impact", "irreversible", Origin.SECTOR)


TREE = "# remark\nautomatable,technical impact,human impact\n" + "\n".join(
    f"{automatable},{impact},low"
    for automatable in ("no", "yes")
    for impact in ("partial", "total")
)


def test_a_tree_is_read():
    tree = ssvc.read_tree(TREE)
    assert (tree.points, tree.outcome) == (("automatable", "technical impact"), "human impact")
    assert len(tree.rows) == 4


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (TREE.replace("\nyes,total,low", ""), "not every combination"),
        (TREE + "\nyes,total,high", "decided twice"),
        (TREE.replace("yes,total", "maybe,total"), "not every combination"),
        (TREE.replace("yes,total,low", "yes,total,lower"), "'lower' is none of"),
        (TREE.replace("yes,total,low", "yes,total"), "too short"),
        (TREE.replace("automatable,", "automatic,"), "not the columns"),
        (TREE.replace("technical impact,", "automatable,"), "not the columns"),
        ("", "not the columns"),
        ("low", "not the columns"),
    ],
)
def test_what_is_no_tree_is_refused(broken, why):
    with pytest.raises(MalformedError, match=why):
        ssvc.read_tree(broken)
