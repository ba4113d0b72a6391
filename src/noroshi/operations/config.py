"""The environment, read once into a frozen value; what is wrong stops the start."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import unquote, urlsplit

from psycopg import conninfo
from psycopg.errors import ProgrammingError

from noroshi.kernel.errors import MalformedError


class Process(StrEnum):
    """What this process is: it decides which database role its connections have."""

    CLI = "cli"
    WEB = "web"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes our mail. security: `starttls`, `tls` or `none`; sender: an address."""

    host: str
    port: int
    user: str
    password: str
    security: str
    sender: str


@dataclass(frozen=True, slots=True)
class Config:
    """home: state directory; database_url: None means the embedded server.

    hosts: names under which the site is reached; bind_port is a TCP port; site_processes: that serve
    it; oidc: a TOML file."""

    home: Path
    database_url: str | None
    bind_host: str
    bind_port: int
    hosts: tuple[str, ...]
    public_url: str
    site_processes: int
    log_level: str
    oidc: Path | None
    smtp: Smtp | None
    webhook_networks: tuple[IPv4Network | IPv6Network, ...]
    process: Process

    @property
    def keys(self) -> Path:
        """Where the ledger's signing keys are; never part of a backup."""
        return self.home / "keys"


SETTINGS: Mapping[str, str] = {
    "NOROSHI_HOME": "state directory; default ./var",
    "DATABASE_URL": "PostgreSQL 15 to 18, as the owner; unset means the embedded server",
    "NOROSHI_BIND": "address and port to listen on; default 127.0.0.1:8000",
    "NOROSHI_PUBLIC_URL": "how people reach the site; default http://NOROSHI_BIND",
    "NOROSHI_HOSTS": "further host names that are answered, separated by commas",
    "NOROSHI_SITE_PROCESSES": "processes of the site; default one for each core, at most 2",
    "NOROSHI_LOG_LEVEL": "debug, info, warning or error; default info",
    "NOROSHI_OIDC": "TOML file of OpenID Connect providers, each bound to named organisations",
    "NOROSHI_SMTP_URL": "smtp://user:password@host:587, smtps:// or smtp+plain://; unset: no mail",
    "NOROSHI_SMTP_FROM": "the address that mail comes from",
    "NOROSHI_WEBHOOK_NETWORKS": "networks beside the public Internet for webhooks and partners",
    "NOROSHI_PROCESS": "set by `noroshi up` for its children: web or worker",
}

USUAL_PROCESSES, MOST_PROCESSES = 2, 4
LEVELS = ("debug", "info", "warning", "error")


def read_config(environment: Mapping[str, str]) -> Config:
    """Read and check every setting. Raises: MalformedError naming the variable."""
    unknown = sorted(
        name
        for name in environment
        if name.startswith("NOROSHI_") and name not in SETTINGS and name not in OUTSIDE
    )
    if unknown:
        raise MalformedError(f"unknown setting {unknown[0]}; known are {', '.join(SETTINGS)}")
    host, port = _bind(environment.get("NOROSHI_BIND") or "127.0.0.1:8000")
    level = (environment.get("NOROSHI_LOG_LEVEL") or "info").lower()
    if level not in LEVELS:
        raise MalformedError(f"NOROSHI_LOG_LEVEL must be one of {', '.join(LEVELS)}, not {level!r}")
    hosts = (environment.get("NOROSHI_HOSTS") or "").split(",")
    return Config(
        home=Path(environment.get("NOROSHI_HOME") or "var").absolute(),
        database_url=_database_url(environment.get("DATABASE_URL")),
        bind_host=host,
        bind_port=port,
        hosts=tuple(name.strip() for name in hosts if name.strip()),
        public_url=_public_url(environment.get("NOROSHI_PUBLIC_URL"), host, port),
        site_processes=_processes(environment.get("NOROSHI_SITE_PROCESSES")),
        log_level=level,
        oidc=_file("NOROSHI_OIDC", environment.get("NOROSHI_OIDC")),
        smtp=_smtp(environment.get("NOROSHI_SMTP_URL"), environment.get("NOROSHI_SMTP_FROM")),
        webhook_networks=_networks(environment.get("NOROSHI_WEBHOOK_NETWORKS")),
        process=_process(environment.get("NOROSHI_PROCESS")),
    )


# Read by others than the running system: tests, the lake to come, the supervisor's mark.
OUTSIDE = frozenset(
    {
        "NOROSHI_DATA",
        "NOROSHI_LAKE",
        "NOROSHI_LAKE_ENGINE",
        "NOROSHI_NO_SKIP",
        "NOROSHI_SUPERVISOR",
    }
)


@cache
def config() -> Config:
    """The configuration of this process."""
    return read_config(os.environ)


def _bind(value: str) -> tuple[str, int]:
    host, _, port = value.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise MalformedError(f"NOROSHI_BIND must be HOST:PORT, not {value!r}")
    return host.strip("[]"), int(port)


def _processes(value: str | None) -> int:
    if not value:
        return min(os.cpu_count() or 1, USUAL_PROCESSES)
    if not value.isdecimal() or not 0 < int(value) <= MOST_PROCESSES:
        raise MalformedError(
            f"NOROSHI_SITE_PROCESSES must be a number up to {MOST_PROCESSES}, not {value!r}"
        )
    return int(value)


def _public_url(value: str | None, host: str, port: int) -> str:
    if value is None:
        name = f"[{host}]" if ":" in host else host
        return f"http://{name}:{port}"
    if not value.startswith(("http://", "https://")):
        raise MalformedError(
            f"NOROSHI_PUBLIC_URL must begin with http:// or https://, not {value!r}"
        )
    return value.rstrip("/")


def _database_url(value: str | None) -> str | None:
    if not value:
        return None
    try:
        parameters = conninfo.conninfo_to_dict(value)
    except ProgrammingError as error:
        raise MalformedError(f"DATABASE_URL is no PostgreSQL address: {error}") from error
    if not parameters.get("dbname") or not parameters.get("user"):
        raise MalformedError("DATABASE_URL must name a user and a database")
    return value


def _file(name: str, value: str | None) -> Path | None:
    if not value:
        return None
    path = Path(value).absolute()
    if not path.is_file():
        raise MalformedError(f"{name} names no file: {path}")
    return path


def _smtp(url: str | None, sender: str | None) -> Smtp | None:
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MalformedError(f"NOROSHI_SMTP_URL is no address: {error}") from error
    if parts.scheme not in SECURITY or not parts.hostname:
        raise MalformedError(
            "NOROSHI_SMTP_URL must be smtp://, smtps:// or smtp+plain:// and a host"
        )
    if not sender or not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise MalformedError("NOROSHI_SMTP_FROM must be an e-mail address")
    security, usual = SECURITY[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Smtp(parts.hostname, port or usual, user, password, security, sender)


# By scheme: how the connection is protected, and the port.
SECURITY = {"smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("none", 25)}


def _networks(value: str | None) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(text.strip()) for text in (value or "").split(",") if text.strip())
    except ValueError as error:
        raise MalformedError(f"NOROSHI_WEBHOOK_NETWORKS: {error}") from error


def _process(value: str | None) -> Process:
    try:
        return Process(value or "cli")
    except ValueError:
        raise MalformedError(f"NOROSHI_PROCESS must be cli, web or worker, not {value!r}") from None
