"""Pairs that the tools' own tests and documents publish: the first against the second."""

import pytest

from noroshi.formats.names.versions import Scheme, version_key

ORDERS = {
    "rpm: rpmvercmp.at": (
        Scheme.RPM,
        """1.0 = 1.0; 1.0 < 2.0; 2.0.1 = 2.0.1; 2.0 < 2.0.1; 2.0.1a = 2.0.1a; 2.0.1 < 2.0.1a;
        5.5p1 < 5.5p2; 5.5p1 < 5.5p10; 10xyz < 10.1xyz; xyz10 < xyz10.1; xyz.4 < 8; xyz.4 < 2;
        5.5p2 < 5.6p1; 5.6p1 < 6.5p1; 6.0 < 6.0.rc1; 10a1 < 10b2; 1.0a < 1.0aa; 10.0001 = 10.1;
        10.0001 < 10.0039; 4.999.9 < 5.0; 2.0 = 2_0; a+ = a_; +a = _a; 1.0~rc1 < 1.0;
        1.0~rc1 < 1.0~rc2; 1.0~rc1~git123 < 1.0~rc1; 1.0 < 1.0^; 1.0 < 1.0^git1;
        1.0^git1 < 1.0^git2; 1.0^git1 < 1.01; 1.0^20160101 < 1.0.1; 1.0^20160101 < 1.0^20160101^git1;
        1.0~rc1 < 1.0~rc1^git1; 1.0^git1~pre < 1.0^git1""",
    ),
    "deb: deb-version(7), Debian Policy 5.6.12, dpkg's own tests": (
        Scheme.DEB,
        """~~ < ~~a; ~~a < ~; ~ < a; 0:0 = 0; 0:0-0 = 0; 0:0 < 1:0; 1:0-0 < 2:0-0; 0a < 0b; 0-a < 0-b;
        1.2.3 < 1.2.3-1; 1.2.3~rc1 < 1.2.3; 1.0a < 1.0.1; 1.0 < 1.0+b1; 1.00 = 1.0; 9 < 10;
        1.0beta1~svn1245 < 1.0beta1; 1.0beta1 < 1.0.1""",
    ),
    "apk: version.data of apk-tools": (
        Scheme.APK,
        """2.34 > 0.1.0_alpha; 0.1.0_alpha = 0.1.0_alpha; 0.1.0_alpha < 0.1.3_alpha; 1.1_alpha1 < 1.4;
        1.0_p9 < 1.0_p10; 0.6.0 > 0.6.0_pre1; 1.2-r1 > 1.2; 1.0_pre2 < 1.0; 6b < 6c; 2.0 < 2.0b;
        1.0.4_p8 < 1.0.4_p9; 8.5.4 > 8.5.3""",
    ),
    "gem: Gem::Version": (
        Scheme.GEM,
        """1.0 = 1; 1.0.0 = 1; 1.8.2 > 0.0.0; 1.8.2 > 1.8.2.a; 1.8.2.b > 1.8.2.a; 1.8.2.a < 1.8.2;
        1.8.2.a10 > 1.8.2.a9; 1.9.3.rc2 > 1.9.3.rc1; 1.0.0.pre < 1.0.0; 0.beta.1 = 0.0.beta.1;
        3.2.rc1 > 3.2.beta""",
    ),
}


@pytest.mark.parametrize(("scheme", "pairs"), ORDERS.values(), ids=ORDERS)
def test_pairs_compare_as_published(scheme, pairs):
    for pair in pairs.split(";"):
        a, sign, b = pair.split()
        keys = version_key(a, scheme), version_key(b, scheme)
        assert None not in keys, pair
        found = "=" if keys[0] == keys[1] else "<" if keys[0] < keys[1] else ">"
        assert found == sign, pair
