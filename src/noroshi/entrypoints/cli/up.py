"""`noroshi up`"""

import http.client
import json as codec
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from noroshi.entrypoints.cli.answers import answer, json_option
from noroshi.entrypoints.cli.framework import SETTINGS, SETTINGS_VARIABLE
from noroshi.kernel.errors import MalformedError, RefusedError
from noroshi.operations.config import Config, Process, config
from noroshi.operations.database import child_environment
from noroshi.operations.logs import django_logging
from noroshi.operations.postgres import running
from noroshi.operations.supervise import (
    MARK,
    Child,
    EmbeddedDatabase,
    Member,
    claimed,
    supervise,
)

NOROSHI = (sys.executable, "-m", "noroshi.entrypoints.cli")
SHARED_FIGURES = "PROMETHEUS_MULTIPROC_DIR"  # where the library for figures looks
ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where to ask, not what to bind


@click.command()
@click.option("--demo", is_flag=True, help="With a demo nation, which is loaded once.")
@click.option("--bind", metavar="HOST:PORT", help="Where to listen, instead of NOROSHI_BIND.")
@json_option
def up(demo: bool, bind: str | None, json: bool) -> None:
    """Run database, site and worker here; Ctrl-C stops them.

    Whichever of them dies is started again."""
    settings = _settings(bind)
    django_logging(settings.log_level, json=not sys.stderr.isatty())
    with claimed(settings.home) as mark:
        _refuse_taken(settings)
        members = _children(settings, mark)
        with ExitStack() as held:
            if settings.database_url is None:
                held.enter_context(running(settings.home))
            sign_ins = _prepare(demo=demo)
            if settings.database_url is None:
                members = (EmbeddedDatabase(settings.home, held.pop_all()), *members)
        supervise(
            members,
            is_ready=lambda: _answers(settings),
            announce=lambda: _announce(settings.public_url, sign_ins, json=json),
        )


def _settings(bind: str | None) -> Config:
    if bind:
        os.environ["NOROSHI_BIND"] = bind
    try:
        return config()
    except MalformedError as error:
        if bind and "NOROSHI_BIND" in error.detail:
            raise click.BadParameter(f"HOST:PORT, not {bind!r}", param_hint="--bind") from error
        raise


def _refuse_taken(settings: Config) -> None:
    family = socket.AF_INET6 if ":" in settings.bind_host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.bind_host, settings.bind_port))
            probe.listen()
        except OSError as error:
            raise RefusedError(
                f"cannot listen on {settings.bind_host}:{settings.bind_port}: {error.strerror};"
                " stop what listens there, or choose another address with --bind"
            ) from error


def _prepare(*, demo: bool) -> list[dict[str, Any]]:
    command = [*NOROSHI, "prepare", "--json", *(["--demo"] if demo else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False)  # noqa: S603 - ourselves
    if done.returncode:
        sys.exit(done.returncode)  # it has said why
    sign_ins: list[dict[str, Any]] = codec.loads(done.stdout)["sign_ins"]
    return sign_ins


def site_command(settings: Config, port: int) -> tuple[str, ...]:
    """The site, in as many processes as the settings say."""
    return (
        *(sys.executable, "-m", "granian", "--interface", "asginl"),
        *("--host", settings.bind_host, "--port", str(port)),
        *("--workers", str(settings.site_processes), "--workers-kill-timeout", "5"),
        *("--respawn-failed-workers", "--log-level", "warning"),
        "noroshi.entrypoints.asgi:application",
    )


def _children(settings: Config, mark: str) -> tuple[Member, ...]:
    site = site_command(settings, settings.bind_port)
    web = _environment(Process.WEB, mark) | {SHARED_FIGURES: str(_figures(settings))}
    return (
        Child("worker", (*NOROSHI, "worker"), _environment(Process.WORKER, mark), patience=30),
        Child("web", site, web, patience=10),
    )


def _figures(settings: Config) -> Path:
    """Where the site's processes count together, empty."""
    path = settings.home / "figures"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(exist_ok=True)
    return path


def _environment(process: Process, mark: str) -> dict[str, str]:
    return {**child_environment(process), SETTINGS_VARIABLE: SETTINGS, MARK: mark}


def _answers(settings: Config) -> bool:
    host = ANYWHERE.get(settings.bind_host, settings.bind_host)
    connection = http.client.HTTPConnection(host, settings.bind_port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _announce(address: str, sign_ins: Sequence[dict[str, Any]], *, json: bool) -> None:
    lines = [f"Noroshi is up on {address}"]
    if sign_ins:
        lines += ["", "Demo sign-ins (everything in the demo nation is fictional):"]
        lines += ["  {email}  {password}  {organisation}  {role}".format(**one) for one in sign_ins]
    answer({"address": address, "sign_ins": sign_ins}, text="\n".join(lines), json=json)
    sys.stdout.flush()
