"""The curated pairs, and which names follow from pairs."""

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.vulnerabilities.aliases import (
    BY_ALIAS,
    BY_CONFIRMED,
    KINDS,
    MOST,
    Aliases,
    Link,
    Pair,
    read_name,
    shipped,
)
from noroshi.vulnerabilities.rules import asset_names

CURATED = Aliases(pair.link for pair in shipped())


def called(vendor, product):
    """Every key by which a registered product is found."""
    own = asset_names(purl="", cpe="", vendor=vendor, product=product)
    return own | CURATED.further(own).keys()


def test_every_curated_pair_is_sound_stands_once_and_has_its_ground():
    pairs = shipped()
    assert len(pairs) > 200
    assert {pair.kind for pair in pairs} == set(KINDS)
    links = [frozenset((pair.link.key, pair.link.other)) for pair in pairs]
    assert len(set(links)) == len(links)
    assert [pair for pair in pairs if len(pair.ground) < 10] == []


def test_no_curated_name_leads_so_far_that_it_is_cut():
    longest = max(len(CURATED.further([link])) for pair in shipped() for link in pair.link[:2])
    assert longest < MOST


@pytest.mark.parametrize(
    ("vendor", "product", "key"),
    [
        ("フォーティネット", "FortiGate 60F", "name:fortinet|fortios"),
        ("Pulse Secure", "Pulse Connect Secure", "name:ivanti|connect_secure"),
        ("NetScaler", "NetScaler ADC", "name:citrix|application_delivery_controller"),
        ("Broadcom", "VMware vCenter Server", "name:vmware|vcenter_server"),
        ("シスコシステムズ合同会社", "Catalyst 9300-48P", "name:cisco|ios_xe"),
        ("Cisco Systems, Inc.", "ASA 5506-X", "name:cisco|adaptive_security_appliance_software"),
        ("パロアルトネットワークス株式会社", "PA-220", "name:paloaltonetworks|pan_os"),
        ("F5 Networks", "BIG-IP", "name:f5|big_ip_local_traffic_manager"),
        ("Synacor", "Zimbra Collaboration Suite", "name:zimbra|collaboration"),
        ("Sky株式会社", "SKYSEA Client View", "name:skygroup|skysea_client_view"),
        ("三菱電機株式会社", "GX Works3", "name:mitsubishielectric|gx_works3"),
        ("トレンドマイクロ", "ウイルスバスター コーポレートエディション", "name:trendmicro|officescan"),
        ("チェックポイント", "Quantum", "name:checkpoint|quantum"),
        ("横河電機", "CENTUM VP", "name:yokogawa|centum_vp"),
        ("Apache", "Log4j", "purl:maven/org.apache.logging.log4j/log4j-core"),
    ],
)  # fmt: skip
def test_the_well_known_names_lead_to_the_product(vendor, product, key):
    assert key in called(vendor, product)


@pytest.mark.parametrize(
    ("vendor", "product", "key"),
    [
        ("Fortinet", "FortiGate Cloud", "name:fortinet|fortios"),
        ("Fortinet", "FortiOS", "name:fortinet|fortigate"),
        ("Cisco", "Catalyst 9300", "name:cisco|catalyst_9400"),
        ("Cisco", "ASA Software", "name:cisco|ios"),
        ("Juniper", "Exchange 5", "name:juniper|junos"),
        ("Symantec", "Gate", "name:vmware|gate"),
        ("Hitachi", "Gate", "name:hitachienergy|gate"),
    ],
)
def test_what_is_another_product_is_not_reached(vendor, product, key):
    assert key not in called(vendor, product)


def test_a_maker_gives_its_products_without_naming_itself_twice():
    aliases = Aliases([Link("maker:tanuki", "maker:mujina_works", "acquired")])
    assert aliases.further(["name:tanuki|mujina_works_gate"]) == {
        "name:mujina_works|gate": BY_ALIAS
    }


def test_one_purchase_leads_to_another_maker_and_no_further():
    bought = [Link(f"maker:{name}", "maker:buyer", "acquired") for name in ("tanuki", "kitsune")]
    spelled = Link("maker:buyer", "maker:buyer_works", "spelling")
    found = Aliases([*bought, spelled]).further(["name:tanuki|gate"])
    assert found.keys() == {"name:buyer|gate", "name:buyer_works|gate"}


def test_a_confirmed_candidate_on_the_way_is_said():
    links = [
        Link("name:a|b", "name:c|d", "spelling"),
        Link("name:c|d", "name:e|f", "candidate"),
        Link("name:e|f", "name:g|h", "renamed"),
    ]
    assert Aliases(links).further(["name:a|b"]) == {
        "name:c|d": BY_ALIAS,
        "name:e|f": BY_CONFIRMED,
        "name:g|h": BY_CONFIRMED,
    }


def test_further_names_are_bounded():
    links = [Link(f"name:a|b{n}", f"name:a|b{n + 1}", "spelling") for n in range(1000)]
    assert len(Aliases(links).further(["name:a|b0"])) == MOST


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Tanuki Inc. | Tanuki Gate", "name:tanuki|gate"),
        ("Tanuki | *", "maker:tanuki"),
        ("Tanuki | Gate *", "name:tanuki|gate*"),
        ("pkg:npm/%40tanuki/gate@1", "purl:npm/%40tanuki/gate"),
        ("cpe:2.3:h:tanuki:gate_one:-:*:*:*:*:*:*:*", "name:tanuki|gate_one"),
        ("cpe:/a:tanuki:gate_one", "name:tanuki|gate_one"),
    ],
)
def test_names_are_written_in_several_ways(text, key):
    assert read_name(text) == key


@pytest.mark.parametrize("text", ["", "|", "Tanuki", "| Gate", "n/a | n/a", "* | *", "cpe:2.3:a:*"])
def test_what_is_no_name_is_refused(text):
    with pytest.raises(MalformedError):
        read_name(text)


def test_one_name_is_no_pair():
    with pytest.raises(MalformedError, match="the same"):
        _ = Pair("spelling", "Tanuki | Gate", "TANUKI | gate", "invented").link
