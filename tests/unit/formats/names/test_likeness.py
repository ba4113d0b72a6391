import pytest

from noroshi.formats.names.likeness import spelling
from noroshi.formats.names.products import name_key


@pytest.mark.parametrize(
    ("vendor", "product", "spelled"),
    [
        ("Node.js Foundation", "Node", ("nodejs", "node", "")),
        (
            "Apache Software Foundation",
            "Apache Pulsar Broker 2",
            ("apache", "pulsar broker 2", "2"),
        ),
        ("TP-Link", "Archer C50 V2 Firmware", ("tplink", "archer c50 v2", "2 50")),
        ("Software", "the", ("software", "the", "")),
        ("Mächler", "Übersicht", ("machler", "ubersicht", "")),
        ("フォーティネット", "サーバー", ("fotineto", "saba", "")),
        ("ヴイエムウェア", "ティー", ("vuiemuea", "ti", "")),
        ("富士", "ツール", ("flmmfiol", "tsuru", "")),
    ],
)
def test_names_are_written_in_latin_letters(vendor, product, spelled):
    assert spelling(name_key(vendor, product)) == spelled


def test_japanese_names_share_letters_where_they_share_ideographs():
    one, other = spelling("name:三菱電機|制御盤"), spelling("name:三菱|制御")
    assert one.maker.startswith(other.maker)
    assert one.product.startswith(other.product)
