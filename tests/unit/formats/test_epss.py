"""Files of EPSS scores of every era."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from noroshi.formats import epss
from noroshi.formats.containers import read_documents
from noroshi.kernel.errors import Location, MalformedError

AT = Location("scores.csv")
HEADER = b"#model_version:v2025.03.14,score_date:2026-03-01T12:55:00Z\ncve,epss,percentile\n"


def read(data: bytes, source: str = "scores.csv") -> epss.EpssEdition:
    return epss.read(data, at=Location(source))


def test_a_daily_file_is_read_whole_with_the_digits_given():
    found = read(HEADER + b"CVE-2026-90001,0.65110,0.99\nCVE-2026-90002,9e-05,1.0\n")

    assert found == epss.EpssEdition(
        model_version="v2025.03.14",
        scored_on=date(2026, 3, 1),
        rows=(
            epss.EpssRow("CVE-2026-90001", Decimal("0.65110"), Decimal("0.99")),
            epss.EpssRow("CVE-2026-90002", Decimal("9e-05"), Decimal("1.0")),
        ),
        refused=(),
    )
    assert str(found.rows[0].score) == "0.65110"


@pytest.mark.parametrize(
    "data",
    [
        b"cve,epss\nCVE-2026-90001,0.5\n",
        b"cve,epss\r\nCVE-2026-90001,0.5\r\n",
        b"\xef\xbb\xbfcve,epss\nCVE-2026-90001,0.5",
        b'"cve","epss"\n"CVE-2026-90001","0.5"\n\n',
        b"cve,epss,cvss3\nCVE-2026-90001,0.5,9.8\n",
        b"CVE,EPSS,percentile,cvss3\nCVE-2026-90001,0.5,,9.8\n",
    ],
)
def test_files_of_other_columns_are_read(data):
    found = read(data)

    assert found.rows == (epss.EpssRow("CVE-2026-90001", Decimal("0.5"), None),)
    assert (found.model_version, found.scored_on, found.refused) == (None, None, ())


@pytest.mark.parametrize(
    ("source", "scored_on"),
    [
        ("feeds/epss_scores-2021-04-14.csv.gz", date(2021, 4, 14)),
        ("2020-01-01.tar!epss/epss_scores-2021-04-14.csv", date(2021, 4, 14)),
        ("2020-01-01/scores.csv", None),
        ("scores-2021-13-45.csv", None),
        ("scores-12021-04-14.csv", None),
    ],
)
def test_without_a_date_inside_the_file_name_gives_it(source, scored_on):
    assert read(b"cve,epss\n", source).scored_on == scored_on


def test_the_date_inside_comes_first():
    assert read(HEADER, "epss_scores-2021-04-14.csv").scored_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    "row",
    [
        b"CVE-2026-1,0.5,0.5",
        b"CVE-2026-90009",
        b"CVE-2026-90009,,0.5",
        b"CVE-2026-90009,1.1,0.5",
        b"CVE-2026-90009,-0.1,0.5",
        b"CVE-2026-90009,9e5,0.5",
        b"CVE-2026-90009,9e-0,0.5",
        b"CVE-2026-90009,nan,0.5",
        b"CVE-2026-90009,0_1,0.5",
        "CVE-2026-90009,０.5,0.5".encode(),
        b"CVE-2026-90009,0.5,2",
        b"CVE-2026-90009,0.5,x",
        b"#CVE-2026-90009,0.5,0.5",
        b"\0",
    ],
)
def test_a_bad_row_is_refused_by_itself(row):
    found = read(HEADER + b"CVE-2026-90001,0.1,0.1\n\n" + row + b"\nCVE-2026-90002,0.2,0.2\n")

    assert [found.cve for found in found.rows] == ["CVE-2026-90001", "CVE-2026-90002"]
    assert [place for place, _ in found.refused] == ["line 5"]


def test_the_second_row_of_a_cve_is_refused():
    found = read(HEADER + b"CVE-2026-90001,0.1,0.1\nCVE-2026-90001,0.2,0.2\n")

    assert [row.score for row in found.rows] == [Decimal("0.1")]
    assert found.refused == (("line 4", "CVE-2026-90001 is listed twice"),)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"cve,percentile\n",
        b"epss,cve\n",
        b"#\n" * 1_000_000 + b"cve,epss\n",
        b"#model_version:x,score_date:soon\ncve,epss\n",
        b"#model_version:x,score_date:2026-02-30\ncve,epss\n",
        b"cve,epss\nCVE-2026-90001,0.5\xff\n",
        HEADER + b"x\n" * 1001,
        b"cve,epss\n" + b"\n" * (epss.OCTETS_LIMIT),
    ],
)
def test_a_bad_file_is_refused_as_a_whole(data):
    with pytest.raises(MalformedError) as caught:
        epss.read(data, at=AT)
    assert caught.value.at == AT


def test_the_published_files_are_read(data: Path):
    found = {
        Path(document.source).name: epss.read(document.data, at=Location(document.source))
        for document in read_documents(data / "epss")
        if epss.is_edition(document.data)
    }

    assert {name: (one.scored_on, len(one.rows), one.refused) for name, one in found.items()} == {
        "epss_kev_2026-08-22.csv": (date(2026, 8, 22), 1404, ()),
        "epss_scores-2021-04-14.csv.gz": (date(2021, 4, 14), 2, ()),
        "epss_scores-2022-02-04.csv.gz": (date(2022, 2, 4), 2, ()),
    }
