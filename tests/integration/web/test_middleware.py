"""Numbers, figures, health, and what becomes of errors and their transactions."""

import pytest
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import path


def broken(request):
    raise ZeroDivisionError


def streamed(request):
    return StreamingHttpResponse(iter([b"x"]))


def written_then_refused(request):
    from noroshi.kernel.clock import now
    from noroshi.kernel.errors import Location, MalformedError
    from noroshi.parties.actions.claim import claim_domain

    claim_domain("lost.example", by=request.hat.actor, at=now())
    raise MalformedError("it is wrong", at=Location("file.csv", "line 7"))


def written_then_absent(request):
    from noroshi.kernel.clock import now
    from noroshi.parties.actions.claim import claim_domain

    claim_domain("lost.example", by=request.hat.actor, at=now())
    raise Http404


def away(request):
    from django.db import OperationalError

    raise OperationalError("gone")


def number(request):
    return HttpResponse(request.number)


VIEWS = (broken, streamed, written_then_refused, written_then_absent, away, number)


@pytest.fixture
def trial(monkeypatch, east):
    """A client whose site has a few misbehaving pages more."""
    from django.urls import clear_url_caches

    from noroshi.entrypoints import urls

    more = [path(f"trial/{view.__name__}/", view, name=view.__name__) for view in VIEWS]
    monkeypatch.setattr(urls, "urlpatterns", [*more, *urls.urlpatterns])
    clear_url_caches()
    yield east
    monkeypatch.undo()
    clear_url_caches()


def test_an_error_undoes_what_the_page_had_written(trial):
    answer = trial.get("/trial/written_then_refused/")
    assert answer.status_code == 422
    assert "file.csv: line 7" in answer.content.decode()
    assert trial.get("/trial/written_then_absent/").status_code == 404
    assert "lost" not in trial.get("/own/").content.decode()


def test_every_answer_has_a_number_and_error_pages_show_it(trial):
    for page in ("/", "/nowhere/", "/trial/written_then_refused/", "/trial/away/"):
        answer = trial.get(page)
        assert answer["X-Request-Id"] in answer.content.decode()
    answer = trial.get("/trial/number/")
    assert answer.content.decode() == answer["X-Request-Id"]


def test_a_fault_of_ours_tells_a_number_and_nothing_else(trial):
    trial.raise_request_exception = False
    answer = trial.get("/trial/broken/")
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    assert "ZeroDivision" not in answer.content.decode()


def test_a_stream_cannot_leave_its_scope(trial):
    with pytest.raises(TypeError, match="scope"):
        trial.get("/trial/streamed/")


def test_a_database_that_is_away_is_said_kindly(trial):
    answer = trial.get("/trial/away/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


def test_nul_is_refused_before_the_database_is(east):
    for page in ("/warnings/?text=%00", "/organisations/%00/", "/search/?q=a%00b"):
        assert east.get(page).status_code == 422


def test_the_log_line_names_the_page_and_neither_person_nor_query(east, capsys):
    from structlog.testing import capture_logs

    with capture_logs() as lines:
        east.get("/warnings/?text=CVE-2099-0001")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "warnings/"
    assert line["status"] == 200
    assert "CVE-2099" not in str(line)
    assert "p-east" not in str(line)


def test_health_readiness_and_figures(database):
    from django.test import Client

    machine = Client(SERVER_NAME="localhost")
    assert machine.get("/healthz").json() == {"status": "ok"}
    ready = machine.get("/readyz")
    assert ready.status_code == 200, ready.content
    text = machine.get("/metrics").content.decode()
    assert 'noroshi_http_requests_total{method="GET",route="readyz",status="200"}' in text
    assert machine.get("/metrics", REMOTE_ADDR="192.0.2.1").status_code == 403
    assert machine.get("/metrics", headers={"X-Forwarded-For": "192.0.2.1"}).status_code == 403


def test_the_policy_allows_no_inline_script_or_style(east):
    policy = east.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_form_without_its_token_is_refused_with_a_page(nation):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, HTTP_ACCEPT_LANGUAGE="en", SERVER_NAME="localhost")
    answer = strict.post("/sign-in/", {"login": "x", "password": "y"})
    assert answer.status_code == 403
    assert "too old" in answer.content.decode()
