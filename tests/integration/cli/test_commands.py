import json
import subprocess
import sys

import pytest

from bench.houses import environment
from tests.integration.cli.commands import done, refused, run
from tests.nation import GATES, ORGANISATIONS


def cpu_seconds(*arguments, env):
    script = (
        "import os, resource, subprocess, sys;"
        "subprocess.run([sys.executable, '-m', 'noroshi.entrypoints.cli', *sys.argv[1:]],"
        " stdout=subprocess.DEVNULL, check=True);"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN);"
        "print(used.ru_utime + used.ru_stime)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments], env=env, capture_output=True, check=True
    )
    return float(ended.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["ledger", "verify", "--help"]])
def test_help_and_verify_do_not_wait_for_django(arguments, tmp_path):
    env = environment(tmp_path)
    assert min(cpu_seconds(*arguments, env=env) for _ in range(5)) < 0.3


def test_help_and_verify_import_no_django():
    script = (
        "import sys; from noroshi.entrypoints.cli.commands import tree; tree();"
        "import noroshi.entrypoints.cli.verify; sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_nobody_is_registered_at_first(home):
    assert done(home, "organisations", "list") == {"items": [], "next": None}


def test_the_register_is_listed_whole(nation):
    items = done(nation, "organisations", "list")["items"]
    assert [item["code"] for item in items] == sorted(
        line.split(",")[0] for line in ORGANISATIONS.splitlines()[1:]
    )
    east = next(item for item in items if item["code"] == "P-EAST")
    assert (east["networks"], east["domains"]) == (["192.0.2.0/28"], ["east.example"])


def test_the_same_register_again_changes_nothing(nation, tmp_path):
    (tmp_path / "again.csv").write_text(ORGANISATIONS)
    result = done(nation, "organisations", "import", tmp_path / "again.csv")
    assert (result["accepted"], result["unchanged"], result["refused"]) == (0, 7, [])


def test_wrong_rows_are_listed_and_the_others_go_in(nation, tmp_path):
    header = ORGANISATIONS.splitlines()[0]
    good = "POLICE,Police (fictional),警察（架空）,police,,,,"
    (tmp_path / "some.csv").write_text(f"{header}\n{good}\nX-1,X,X,nonsense,,,,\n")
    result = done(nation, "organisations", "import", tmp_path / "some.csv")
    assert result["accepted"] == 1
    assert [item["place"] for item in result["refused"]] == ["line 3"]


def test_an_import_of_which_all_is_refused_fails(nation, tmp_path):
    (tmp_path / "README.txt").write_text("no feed")
    reason = refused(nation, "feeds", "import", tmp_path)
    assert "README.txt" in reason


def test_warnings_are_those_of_the_organisation_and_nobody_else(nation):
    (warning,) = done(nation, "warnings", "list", "--organisation", "P-EAST")["items"]
    assert warning["organisation"] == "P-EAST"
    assert warning["cause"] == "CVE-2099-0001"
    assert warning["state"] == "open"
    assert any("7.2.3 lies in [7.2.0, 7.2.5)" in reason for reason in warning["reasons"])
    assert len(warning["assets"]) == 1
    assert warning["actions"]
    assert warning["due_at"].endswith("Z")
    assert done(nation, "warnings", "list", "--organisation", "P-WEST")["items"] == []
    assert done(nation, "warnings", "list")["items"] == [warning]


def test_a_match_with_nothing_new_finds_nothing(nation):
    assert done(nation, "match") == {
        "found": 0, "ended": 0, "raised": 0, "reopened": 0, "closed": 0,
    }  # fmt: skip


def test_assets_of_an_unknown_organisation_are_refused(nation, tmp_path):
    (tmp_path / "gates.csv").write_text(GATES)
    reason = refused(nation, "assets", "import", tmp_path / "gates.csv", "--organisation", "NOBODY")
    assert "NOBODY" in reason


def test_somebody_is_invited_once(nation):
    words = ("people", "invite", "a@east.example", "--organisation", "P-EAST", "--role")
    assert done(nation, *words, "administrator")["password"]
    assert done(nation, *words, "reader")["password"] is None
    again = run(nation, *words, "reader", "--json")
    assert again.returncode == 1
    assert json.loads(again.stdout)["status"] == 409


def test_a_client_has_its_secret_said_once(nation):
    words = ("clients", "create", "--organisation", "P-EAST", "--scope")
    made = done(nation, *words, "warnings", "--scope", "assets")
    assert made["client_id"]
    assert made["client_secret"]
    assert made["scopes"] == ["warnings", "assets"]
    assert run(nation, *words, "everything").returncode == 2


def test_the_log_verifies_offline_with_key_and_older_checkpoint(nation, tmp_path):
    (tmp_path / "key").write_text(run(nation, "ledger", "key").stdout)
    (tmp_path / "since").write_text(done(nation, "ledger", "checkpoint")["checkpoint"])
    done(
        nation, "people", "invite", "b@east.example", "--organisation", "P-EAST", "--role", "reader"
    )
    exported = done(nation, "ledger", "export", tmp_path / "log")
    words = ("ledger", "verify", tmp_path / "log")
    elsewhere = tmp_path / "elsewhere"
    with_both = ("--key", tmp_path / "key", "--since", tmp_path / "since")
    verdict = done(elsewhere, *words, *with_both)
    assert verdict["state"] == "authenticated"
    assert verdict["entries"] == exported["entries"]
    assert done(elsewhere, *words)["state"] == "self-consistent, not authenticated"
    assert not elsewhere.exists()

    log = (tmp_path / "log").read_bytes()
    (tmp_path / "log").write_bytes(log.replace(b"Imported", b"Imparted", 1))
    ended = run(elsewhere, *words, *with_both, "--json")
    assert ended.returncode == 1
    findings = json.loads(ended.stdout)["findings"]
    assert ("altered", 0) in [(found["kind"], found["number"]) for found in findings]


def test_an_export_overwrites_nothing(nation, tmp_path):
    (tmp_path / "log").write_text("mine")
    assert "exists" in refused(nation, "ledger", "export", tmp_path / "log")
    assert (tmp_path / "log").read_text() == "mine"


def test_an_entry_is_proven(nation):
    (warning,) = done(nation, "warnings", "list")["items"]
    proof = done(nation, "ledger", "prove", warning["ledger_entry"])
    assert proof["id"] == warning["ledger_entry"]
    assert proof["number"] < proof["size"]
    unknown = "00000000-0000-7000-8000-000000000000"
    assert "no such" in refused(nation, "ledger", "prove", unknown)


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["people"],
        ["people", "invite"],
        ["match", "--nonsense"],
        ["organisations", "import", "/nowhere"],
        ["ledger", "prove", "no-uuid"],
        ["up", "--bind", "nonsense"],
    ],
)
def test_wrong_usage_is_two(arguments, tmp_path):
    ended = run(tmp_path, *arguments)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    "command", [["match"], ["up"], ["backup", "x", "--passphrase-file", __file__]]
)
def test_a_wrong_setting_stops_every_command_and_is_named(command, tmp_path):
    assert "NOROSHI_BIND" in refused(tmp_path, *command, NOROSHI_BIND="nonsense")
    assert not list(tmp_path.iterdir())


def test_a_database_that_does_not_answer_is_said(tmp_path):
    nowhere = "postgresql://owner@127.0.0.1:1/noroshi"
    assert "database" in refused(tmp_path, "match", DATABASE_URL=nowhere)


def test_text_is_for_people(nation):
    ended = run(nation, "warnings", "list", "--organisation", "P-EAST")
    assert ended.returncode == 0
    assert "7.2.3 lies in [7.2.0, 7.2.5)" in ended.stdout
    with pytest.raises(json.JSONDecodeError):
        json.loads(ended.stdout)
