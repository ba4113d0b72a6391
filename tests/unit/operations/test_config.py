import re
from pathlib import Path

import pytest

from noroshi.kernel.errors import MalformedError
from noroshi.operations.config import SETTINGS, Process, Smtp, read_config

DOCUMENT = Path(__file__).parents[3] / "docs" / "reference" / "settings.md"


def test_nothing_set_gives_the_defaults():
    config = read_config({})
    assert config.home == Path("var").absolute()
    assert config.database_url is None
    assert (config.bind_host, config.bind_port) == ("127.0.0.1", 8000)
    assert config.public_url == "http://127.0.0.1:8000"
    assert config.process is Process.CLI


def test_what_is_set_is_read(tmp_path):
    providers = tmp_path / "oidc.toml"
    providers.touch()
    config = read_config(
        {
            "NOROSHI_HOME": str(tmp_path),
            "DATABASE_URL": "postgresql://owner:x@db.example/noroshi",
            "NOROSHI_BIND": "[::1]:9000",
            "NOROSHI_PUBLIC_URL": "https://noroshi.example/",
            "NOROSHI_HOSTS": "a.example, b.example",
            "NOROSHI_LOG_LEVEL": "DEBUG",
            "NOROSHI_OIDC": str(providers),
            "NOROSHI_PROCESS": "worker",
            "PATH": "/bin",
        }
    )
    assert config.home == tmp_path
    assert (config.bind_host, config.bind_port) == ("::1", 9000)
    assert config.public_url == "https://noroshi.example"
    assert config.hosts == ("a.example", "b.example")
    assert config.log_level == "debug"
    assert config.oidc == providers
    assert config.process is Process.WORKER


def test_an_address_of_version_6_is_reachable_by_its_default_url():
    assert read_config({"NOROSHI_BIND": "[::1]:9000"}).public_url == "http://[::1]:9000"


WRONG = [
    ("NOROSHI_BIND", "8000"),
    ("NOROSHI_BIND", "localhost"),
    ("NOROSHI_BIND", "localhost:"),
    ("NOROSHI_BIND", ":8000"),
    ("NOROSHI_BIND", "localhost:0"),
    ("NOROSHI_BIND", "localhost:65536"),
    ("NOROSHI_BIND", "localhost:http"),
    ("NOROSHI_BIND", "localhost:-1"),
    ("NOROSHI_PUBLIC_URL", "noroshi.example"),
    ("NOROSHI_PUBLIC_URL", "ftp://noroshi.example"),
    ("NOROSHI_LOG_LEVEL", "loud"),
    ("NOROSHI_SITE_PROCESSES", "0"),
    ("NOROSHI_SITE_PROCESSES", "5"),
    ("NOROSHI_SITE_PROCESSES", "-1"),
    ("NOROSHI_SITE_PROCESSES", "many"),
    ("NOROSHI_OIDC", "/nowhere/oidc.toml"),
    ("NOROSHI_OIDC", "/"),
    ("NOROSHI_PROCESS", "supervisor"),
    ("NOROSHI_SMTP_URL", "mail.example"),
    ("NOROSHI_SMTP_URL", "http://mail.example"),
    ("NOROSHI_SMTP_URL", "smtp://mail.example:x"),
    ("NOROSHI_SMTP_FROM", "smtp://mail.example"),
    ("NOROSHI_WEBHOOK_NETWORKS", "10.0.0.1/8"),
    ("NOROSHI_WEBHOOK_NETWORKS", "10.0.0.0/8,inside"),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "postgresql://db.example/noroshi"),
    ("DATABASE_URL", "postgresql://owner@db.example"),
    ("DATABASE_URL", "mysql://owner@db.example/noroshi"),
    ("NOROSHI_HOMES", "/var/lib/noroshi"),
    ("NOROSHI_", ""),
]


def test_the_site_has_a_process_for_each_core_but_few(monkeypatch):
    for cores, processes in ((1, 1), (2, 2), (64, 2), (None, 1)):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        assert read_config({}).site_processes == processes
    assert read_config({"NOROSHI_SITE_PROCESSES": "4"}).site_processes == 4


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_by_name(name, value):
    beside = {"NOROSHI_SMTP_URL": "smtp://mail.example"} if name == "NOROSHI_SMTP_FROM" else {}
    with pytest.raises(MalformedError) as refused:
        read_config({**beside, name: value})
    assert name in refused.value.detail


def test_a_refusal_does_not_repeat_a_password():
    with pytest.raises(MalformedError) as refused:
        read_config({"DATABASE_URL": "postgresql://owner:s3cret@db.example"})
    assert "s3cret" not in refused.value.detail


def test_the_mail_server_is_an_address():
    read = read_config(
        {
            "NOROSHI_SMTP_URL": "smtps://office:p%40ss@mail.example",
            "NOROSHI_SMTP_FROM": "noroshi@office.example",
        }
    )
    assert read.smtp == Smtp("mail.example", 465, "office", "p@ss", "tls", "noroshi@office.example")
    assert read_config({}).smtp is None
    with pytest.raises(MalformedError) as refused:
        read_config({"NOROSHI_SMTP_URL": "smtp://office:s3cret@mail.example"})
    assert "s3cret" not in refused.value.detail


def test_every_setting_is_documented_and_no_other():
    documented = re.findall(r"^\| `([A-Z_]+)` \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    assert documented == list(SETTINGS)
