"""How times, addresses and errors are shown; how charts are laid out."""

from datetime import date, timedelta

import pytest

from noroshi.kernel.clock import now
from noroshi.kernel.errors import (
    AbsentError,
    ConflictError,
    Location,
    MalformedError,
    RefusedError,
    UnavailableError,
)


@pytest.fixture(autouse=True)
def django():
    import django
    from django.utils import translation

    django.setup()
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("192.0.2.1", "192[.]0[.]2[.]1"),
        ("192.0.2.0/28", "192[.]0[.]2[.]0/28"),
        ("2001:db8::1", "2001[:]db8[:][:]1"),
        ("evil.example", "evil[.]example"),
        ("https://evil.example/a.b?c", "hxxps://evil[.]example/a.b?c"),
    ],
)
def test_addresses_are_defanged(address, shown):
    from noroshi.entrypoints.web.templatetags.faces import defanged

    assert defanged(address) == shown


@pytest.mark.parametrize(
    ("ahead", "text"),
    [
        (timedelta(days=2, minutes=1), "in 2 days"),
        (timedelta(hours=-1, seconds=-1), "1 hour ago"),
        (timedelta(minutes=-3), "3 minutes ago"),
        (timedelta(seconds=20), "now"),
    ],
)
def test_relative_times_use_the_largest_unit(ahead, text):
    from noroshi.entrypoints.web.templatetags.faces import relative

    assert relative(now() + ahead) == text


def test_bars_start_at_zero_and_the_highest_fills_the_chart():
    from noroshi.entrypoints.web.charts import HEIGHT, bars

    chart = bars([(date(2026, 10, 1), 0), (date(2026, 10, 2), 4), (date(2026, 10, 3), 2)])
    assert [bar.height for bar in chart.items] == [0, HEIGHT - 2, (HEIGHT - 2) / 2]
    assert all(bar.y + bar.height == HEIGHT for bar in chart.items)
    assert bars([]).items == ()


def test_the_board_shades_each_urgency_by_its_own_most():
    from noroshi.entrypoints.web.charts import heat

    (row, other) = heat([("electricity", 0, 8), ("electricity", 1, 1), ("finance", 0, 1)])
    assert [cell.level for cell in row.cells] == [4, 4, 0, 0]
    assert [cell.level for cell in other.cells] == [1, 0, 0, 0]
    codes = [cell.urgency for cell in row.cells]
    assert codes == ["immediate", "out_of_cycle", "scheduled", "defer"]


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (MalformedError("x", at=Location("f", "line 1")), 422),
        (RefusedError("x"), 403),
        (AbsentError("x"), 404),
        (ConflictError("x"), 409),
        (UnavailableError("x", retry_after=9), 503),
    ],
)
def test_the_five_errors_become_problem_documents(error, status):
    from noroshi.entrypoints import problems

    document = problems.problem(error, number="AB12")
    assert problems.status(error) == document["status"] == status
    assert document["type"] == f"urn:noroshi:problem:{error.kind}"
    assert document["instance"].endswith("AB12")
    assert problems.exit_code(error) == 1
    if status == 422:
        assert (document["source"], document["place"]) == ("f", "line 1")
    if status == 503:
        assert document["retry_after"] == 9
