"""Runs commands one after the other, each in a process forked from this one, which has imported the
libraries that every command does: they are most of what starting one costs. Nothing here has read a
setting, so each is configured by its own environment alone.

Asked on standard input by a line of JSON for each command; says its exit code by another."""

import importlib
import json
import os
import signal
import sys
from typing import Any

SHARED = (
    "cedarpy", "click", "cryptography.x509", "cvss", "django.contrib.admin",
    "django.contrib.postgres.fields", "django.core.management", "django.db.backends.postgresql.base",
    "django.forms", "django.urls", "fido2.server", "jwcrypto.jwt", "noroshi.formats.recognise",
    "noroshi.operations.migrate", "noroshi.reporting.rules", "oauthlib.oauth2", "packageurl",
    "procrastinate.contrib.django", "psycopg_pool", "qrcode", "requests", "rich.progress",
    "structlog",
)  # fmt: skip


def next_command() -> dict[str, Any]:
    """In a new process, what it is to be."""
    for line in sys.stdin:
        process = os.fork()
        if not process:
            return dict(json.loads(line))
        code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()
    sys.exit()


def become(arguments: list[str], environment: dict[str, str], output: list[str]) -> None:
    """Be the command that somebody has started. output: files in place of a terminal."""
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["noroshi", *arguments]
    for number, path in enumerate([os.devnull, *output]):
        file = os.open(path, os.O_RDWR)
        os.dup2(file, number)
        os.close(file)


if __name__ == "__main__":
    for name in SHARED:
        importlib.import_module(name)
    command = next_command()
    signal.alarm(command.pop("seconds"))
    become(**command)
    from noroshi.entrypoints.cli import main

    main()
