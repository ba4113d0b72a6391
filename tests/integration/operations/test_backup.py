"""Backup and restore, through the commands, between homes with embedded servers of their own."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import zstandard
from psycopg import conninfo

from noroshi.ledger.keys import FILE_NAME
from noroshi.operations.postgres import OWNER, SUPERUSER, running, server_for
from noroshi.operations.sealed import opened, read_envelope, seal
from noroshi.operations.secrets import derived
from tests.integration.cli.commands import done, refused, running_home, temporary_home
from tests.nation import GATES, ORGANISATIONS, cve_record

PASSPHRASE = "correct horse battery staple"
SECURITY = """
SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relowner::regrole::text,
  (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) a),
  (SELECT array_agg(p.policyname || p.cmd || p.roles::text || coalesce(p.qual, '')
     || coalesce(p.with_check, '') ORDER BY p.policyname) FROM pg_policies p
   WHERE p.tablename = c.relname)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S') ORDER BY 1
"""
FUNCTIONS = """
SELECT p.oid::regprocedure::text, p.prosecdef, p.proowner::regrole::text,
  (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(p.proacl) a)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'noroshi' ORDER BY 1
"""
# What a restore would have made anew.
WITNESS = "SELECT oid, relfilenode FROM pg_class WHERE relname = 'parties_organisation'"


@pytest.fixture(scope="module")
def passphrase(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("secret") / "passphrase"
    path.write_text(f"{PASSPHRASE}\n")
    return path


def warned(home: Path, files: Path) -> None:
    (files / "organisations.csv").write_text(ORGANISATIONS)
    (files / "gates.csv").write_text(GATES)
    (files / "cve.json").write_text(json.dumps(cve_record()))
    done(home, "organisations", "import", files / "organisations.csv")
    done(home, "assets", "import", files / "gates.csv", "--organisation", "P-EAST")
    done(home, "feeds", "import", files / "cve.json")


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Iterator[Path]:
    """A home in which P-EAST has been warned."""
    with running_home() as home:
        warned(home, tmp_path_factory.mktemp("files"))
        yield home


@pytest.fixture(scope="module")
def backup(source, passphrase, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("backup") / "noroshi.backup"
    done(source, "backup", path, "--passphrase-file", passphrase)
    return path


@pytest.fixture(scope="module")
def other_home() -> Iterator[Path]:
    with temporary_home() as home, running(home):
        yield home


@pytest.fixture
def target(other_home) -> Path:
    """A home with an empty database and no signing keys."""
    shutil.rmtree(other_home / "keys", ignore_errors=True)
    address = conninfo.make_conninfo("", **server_for(other_home).parameters(SUPERUSER, "postgres"))
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("DROP DATABASE noroshi WITH (FORCE)")
        connection.execute("CREATE DATABASE noroshi OWNER noroshi")
    return other_home


def asked(home: Path, statement: str) -> list[tuple]:
    address = conninfo.make_conninfo("", **server_for(home).parameters(SUPERUSER, OWNER))
    with psycopg.connect(address) as connection:
        return connection.execute(statement).fetchall()


def seen(home: Path) -> dict[str, list]:
    codes = ("P-EAST", "P-WEST", "METI")
    return {code: done(home, "warnings", "list", "--organisation", code)["items"] for code in codes}


def unsealed(path: Path) -> bytes:
    with path.open("rb") as file:
        envelope = read_envelope(file, name="b")
        parts = opened(file, envelope, passphrase=PASSPHRASE.encode(), name="b")
        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(b"".join(parts))).read()


def test_each_sees_the_same_after_a_restore_and_no_more(source, backup, passphrase, target):
    before = seen(source)
    assert [len(before[code]) for code in ("P-EAST", "P-WEST")] == [1, 0]
    done(target, "restore", backup, "--passphrase-file", passphrase)
    assert seen(target) == before
    assert done(target, "organisations", "list") == done(source, "organisations", "list")
    for statement in (SECURITY, FUNCTIONS):
        assert asked(target, statement) == asked(source, statement)


def test_a_restored_house_goes_on(backup, passphrase, target, tmp_path):
    done(target, "restore", backup, "--passphrase-file", passphrase)
    again = cve_record("CVE-2099-0002")
    (tmp_path / "cve.json").write_text(json.dumps(again))
    done(target, "feeds", "import", tmp_path / "cve.json")
    causes = [item["cause"] for item in done(target, "warnings", "list")["items"]]
    assert sorted(causes) == ["CVE-2099-0001", "CVE-2099-0002"]
    second = tmp_path / "second.backup"
    done(target, "backup", second, "--passphrase-file", passphrase)
    done(target, "restore", second, "--passphrase-file", passphrase, "--replace")
    assert len(done(target, "warnings", "list")["items"]) == 2


def test_no_key_and_no_secret_is_in_a_backup(source, backup):
    content = unsealed(backup)
    assert b"CREATE TABLE" in content
    assert b"PRIVATE KEY" not in content
    secrets = [path.read_bytes() for path in (source / "secrets").iterdir()]
    accounts = ("noroshi", "noroshi_web", "noroshi_worker", SUPERUSER)
    passwords = [derived(secret, name).encode() for secret in secrets for name in accounts]
    for secret in (*secrets, *passwords):
        assert secret not in content
        assert secret.hex().encode() not in content
    assert (source / "keys" / FILE_NAME).exists()


def test_the_header_says_what_it_is(backup):
    with backup.open("rb") as file:
        header = json.loads(read_envelope(file, name="b").header)
    assert header["noroshi"]
    assert header["server"] >= 15
    assert "ledger" in header["checkpoint"]
    assert b"fictional" not in backup.read_bytes()


def test_a_backup_overwrites_nothing(source, backup, passphrase):
    before = backup.read_bytes()
    assert "exists" in refused(source, "backup", backup, "--passphrase-file", passphrase)
    assert backup.read_bytes() == before
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]


def test_a_short_passphrase_is_refused(source, tmp_path):
    (tmp_path / "short").write_text("hunter2\n")
    words = ("backup", tmp_path / "b", "--passphrase-file", tmp_path / "short")
    assert "12 characters" in refused(source, *words)


def test_a_role_that_sees_only_some_rows_does_not_back_up(source, passphrase, tmp_path):
    url = conninfo.make_conninfo("", **server_for(source).parameters(OWNER, OWNER))
    words = ("backup", tmp_path / "b", "--passphrase-file", passphrase)
    assert "BYPASSRLS" in refused(source, *words, DATABASE_URL=url)
    assert list(tmp_path.iterdir()) == []


def damaged(octets: bytearray, damage: str) -> bytes:
    if damage == "cut":
        del octets[-1]
    elif damage == "octet":
        octets[-20] ^= 1
    elif damage == "header":
        return octets.replace(b'"noroshi": "', b'"noroshi": "9')
    elif damage == "other":
        return b"PGDMP" + bytes(100)
    return octets


def test_what_is_damaged_is_refused_before_anything_changes(backup, passphrase, target, tmp_path):
    done(target, "restore", backup, "--passphrase-file", passphrase)
    other = tmp_path / "other"
    other.write_text("another passphrase entirely")
    for damage in ("none", "cut", "octet", "header", "other"):
        path = tmp_path / damage
        path.write_bytes(damaged(bytearray(backup.read_bytes()), damage))
        words = ("--passphrase-file", other if damage == "none" else passphrase, "--replace")
        before = asked(target, WITNESS)
        refused(target, "restore", path, *words)
        assert asked(target, WITNESS) == before


def test_what_is_there_is_replaced_only_when_told(source, backup, passphrase, target):
    done(target, "organisations", "list")
    words = ("restore", backup, "--passphrase-file", passphrase)
    assert "--replace" in refused(target, *words)
    done(target, *words, "--replace")
    assert done(target, "organisations", "list") == done(source, "organisations", "list")


def shown(home: Path, path: Path) -> Path:
    path.write_text(done(home, "ledger", "checkpoint")["checkpoint"])
    return path


def test_a_restore_does_not_go_behind_what_it_is_shown(
    source, backup, passphrase, target, tmp_path
):
    older = shown(source, tmp_path / "older")
    words = ("restore", backup, "--passphrase-file", passphrase, "--replace", "--since")
    invitation = ("people", "invite", "a@east.example", "--organisation", "P-EAST")
    done(source, *invitation, "--role", "reader")
    newer = shown(source, tmp_path / "newer")
    done(target, *words, older)
    before = done(target, "organisations", "list")
    assert before["items"]
    assert "behind" in refused(target, *words, newer)
    assert done(target, "organisations", "list") == before


def test_a_log_that_was_rewritten_is_refused(backup, passphrase, target, tmp_path):
    with running_home() as other:
        (tmp_path / "organisations.csv").write_text(ORGANISATIONS)
        done(other, "organisations", "import", tmp_path / "organisations.csv")
        checkpoint = shown(other, tmp_path / "checkpoint")
    words = ("restore", backup, "--passphrase-file", passphrase, "--since", checkpoint)
    assert "rewritten" in refused(target, *words)
    assert asked(target, SECURITY) == []


def test_a_backup_of_a_newer_version_is_refused(backup, passphrase, target, tmp_path):
    with backup.open("rb") as file:
        header = json.loads(read_envelope(file, name="b").header)
    header["migrations"].append("warnings.9999_unheard_of")
    newer = tmp_path / "newer"
    with newer.open("wb") as file:
        octets = json.dumps(header).encode()
        seal(file, [b""], header=octets, passphrase=PASSPHRASE.encode())
    words = ("restore", newer, "--passphrase-file", passphrase)
    assert "9999_unheard_of" in refused(target, *words)


def test_a_house_moves_to_a_server_with_another_owner(source, backup, passphrase):
    with temporary_home() as home, running(home) as server:
        address = conninfo.make_conninfo("", **server.parameters(SUPERUSER, "postgres"))
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE ROLE another LOGIN CREATEROLE PASSWORD 'x'")
            connection.execute("CREATE DATABASE elsewhere OWNER another")
            connection.execute("DROP DATABASE noroshi")
            connection.execute("DROP ROLE noroshi")
        url = conninfo.make_conninfo(
            "", host=str(server.socket), user="another", password="x", dbname="elsewhere"
        )
        done(home, "restore", backup, "--passphrase-file", passphrase, DATABASE_URL=url)
        with psycopg.connect(url) as connection:
            own = "SELECT count(*) FROM pg_policies WHERE 'another' = ANY (roles)"
            stand_in = "SELECT count(*) FROM pg_roles WHERE rolname = 'noroshi'"
            assert connection.execute(own).fetchone()[0] > 0
            assert connection.execute(stand_in).fetchone()[0] == 0
        words = ("warnings", "list", "--organisation", "P-EAST")
        assert done(home, *words, DATABASE_URL=url) == done(source, *words)
