from decimal import Decimal

import pytest

from noroshi.formats.names.cvss import LONGEST, Score, read_vector
from noroshi.kernel.errors import MalformedError


@pytest.mark.parametrize(
    ("vector", "version", "score", "severity"),
    [
        ("AV:N/AC:L/Au:N/C:C/I:C/A:C", "2.0", "10.0", "high"),
        ("CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "3.0", "6.1", "medium"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "3.1", "9.8", "critical"),
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", "3.1", "0.0", "none"),
        (
            "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
            "4.0",
            "9.3",
            "critical",
        ),
    ],
)
def test_each_version_is_scored(vector, version, score, severity):
    assert read_vector(vector) == Score(version, vector, Decimal(score), severity)
    assert str(read_vector(vector).score) == score


def test_score_is_the_base_score_whatever_time_did_to_it():
    score = read_vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/RL:O")
    assert (score.score, score.severity) == (Decimal("9.8"), "critical")


@pytest.mark.parametrize(
    "vector",
    [
        "",
        "CVSS:3.1",
        "CVSS:3.2/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:3.1/AV:N",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/",
        "CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "CVSS:4.0/AV:Q",
        "AV:N/AC:L",
        "9.8",
        "CVSS:3.1/" + "AV:N/" * LONGEST,
    ],
)
def test_bad_vectors_are_refused(vector):
    with pytest.raises(MalformedError):
        read_vector(vector)
