"""From `git clone` to the first page that `make run` serves, dependencies downloaded."""

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from bench.measure import ROOT, Outcome

PAGE = "http://127.0.0.1:8000/readyz"  # where `make run` serves; the port must be free
PATIENCE = 600.0  # seconds


def first_page() -> Outcome:
    """Seconds, once: nothing but the downloads' cache of the machine is kept from before."""
    with tempfile.TemporaryDirectory(prefix="noroshi-clone-") as folder:
        Path(folder).chmod(0o755)
        clone = Path(folder) / "noroshi"
        began = time.perf_counter()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        process = _run(clone)
        try:
            while not _is_served():
                if process.poll() is not None or time.perf_counter() - began > PATIENCE:
                    raise RuntimeError(f"`make run` ended with {process.poll()}")
                time.sleep(0.2)
            seconds = time.perf_counter() - began
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    return Outcome(seconds, ["once, downloads included"])


def _run(clone: Path) -> subprocess.Popen[bytes]:
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith(("NOROSHI_", "DJANGO_", "VIRTUAL_ENV"))
    }
    return subprocess.Popen(
        ["make", "run"],
        cwd=clone,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def _is_served() -> bool:
    try:
        with urlopen(PAGE, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
