"""What people mean by statements that the schema's algorithm would make say nothing."""

import pytest

from noroshi.formats.names.meanings import affected_as_meant
from noroshi.formats.names.ranges import VersionEntry, affected_intervals


def entry(version, below="", up_to="", status="affected", version_type="custom"):
    return VersionEntry(version, status, version_type, below or None, up_to or None)


def meant(*entries, default="unknown", purl_type=None):
    found = affected_as_meant(entries, default_status=default, purl_type=purl_type)
    return [interval.text() for interval in found.intervals]


BRANCHES = (entry("0", "14.1.0.14"), entry("0", "14.2.0.10"), entry("0", "2312.0002"))


@pytest.mark.parametrize(
    ("entries", "texts"),
    [
        (BRANCHES, ["(-∞, 14.1.0.14)", "[14.1.*, 14.2.0.10)", "[14.2.*, 2312.0002)"]),
        ((entry("0", up_to="7.8.11"), entry("0", up_to="8.0.3")),
         ["(-∞, 7.8.11]", "[7.8.*, 8.0.3]"]),
        ((entry("6.5.4 and earlier versions"), entry("7.0.1-5129 and earlier versions")),
         ["(-∞, 6.5.4]", "[6.5.*, 7.0.1-5129]"]),
        # the same branch, and branches of one part, are one row
        ((entry("0", "1.0.2"), entry("0", "1.0.5")), ["(-∞, 1.0.5)"]),
        ((entry("0", "1.5"), entry("0", "2.0")), ["(-∞, 2.0)"]),
        ((entry("unspecified", "8.5.14"), entry("8.6.0", "unspecified"),
          entry("unspecified", "8.13.6"), entry("8.14.0", "unspecified"),
          entry("unspecified", "8.16.1")),
         ["(-∞, 8.5.14)", "[8.6.0, 8.13.6)", "[8.14.0, 8.16.1)"]),
        ((entry("2.0", "unspecified"), entry("unspecified", "3.1")), ["[2.0, 3.1)"]),
        ((entry("0", "1.2"), entry("3.0", "*")), ["(-∞, 1.2)", "[3.0, ∞)"]),
        ((entry("17.1.0", "17.1.0.2"), entry("16.1.0", "16.1.3.5"), entry("13.1.0", "*")),
         ["[13.1.0, 16.1.3.5)", "[17.1.0, 17.1.0.2)"]),
        ((entry("9.1R18.6", "9.1R18.6"), entry("22.7R2", "22.7R2")),
         ["(-∞, 9.1R18.6)", "[9.1.*, 22.7R2)"]),
        ((entry("126.0.6478.54", "126.0.6478.54"),), ["(-∞, 126.0.6478.54)"]),
        ((entry("13.1", "49.13", version_type="patch"),
          entry("13.1-FIPS", "37.159", version_type="patch"),
          entry("11.4", "11.4.4.46", version_type="patch")),
         ["[11.4, 11.4.4.46)", "[13.1, 13.1-49.13)"]),
        ((entry("4.1.4-GR1-P6", up_to="4.1.4-GR1-P12", version_type="semver"),),
         ["[4.1.4-GR1-P6, 4.1.4-GR1-P12]"]),
    ],
)  # fmt: skip
def test_meanings(entries, texts):
    assert meant(*entries) == texts


def test_all_else_is_not_meant_where_all_statements_are_of_what_is_affected():
    assert meant(entry("0", "6.4.0"), default="affected") == ["(-∞, 6.4.0)"]
    told = [entry("6.4.0", status="unaffected"), entry("6.3.0")]
    assert meant(*told, default="affected") == ["(-∞, 6.4.0)", "(6.4.0, ∞)"]
    assert meant(entry("see the advisory"), default="affected") == ["(-∞, ∞)"]
    assert meant(default="affected") == ["(-∞, ∞)"]


def test_packages_of_a_registry_are_read_by_the_algorithm_alone():
    found = affected_intervals(BRANCHES, default_status="affected", purl_type="npm")
    assert meant(*BRANCHES, default="affected", purl_type="npm") == ["(-∞, ∞)"]
    assert [interval.text() for interval in found.intervals] == ["(-∞, ∞)"]


def test_a_long_list_is_of_models_and_swallows_the_rest():
    bounds = [entry("0", f"{major}.{major}.5") for major in range(1, 8)]
    assert meant(*bounds[:2]) == ["(-∞, 1.1.5)", "[1.1.*, 2.2.5)"]
    assert meant(*bounds) == ["(-∞, 7.7.5)"]


def test_long_lists_take_no_longer_than_they_must():
    lows = [entry(f"{n}.{n}.1", "*") for n in range(10_000)]
    highs = [entry("0", f"{n}.{n}.2") for n in range(10_000)]
    ranges = [entry(f"{n}.5", f"{n}.6") for n in range(10_000)]
    assert meant(*lows, *highs, *ranges)
