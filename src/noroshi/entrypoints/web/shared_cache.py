"""What all processes of the site remember for a while: failed sign-ins, and codes that were used."""

import fcntl
from pathlib import Path
from typing import Any

from django.core.cache.backends.filebased import FileBasedCache


class SharedCache(FileBasedCache):
    """Django's in files, whose `add` is one act among all threads and processes: the library for sign-ins
    counts attempts under it and lets a code in once."""

    def add(self, *given: Any, **named: Any) -> bool:
        """As Django's."""
        self._createdir()  # type: ignore[attr-defined]
        path = Path(self._dir)  # type: ignore[attr-defined]
        with (path / "lock").open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            return bool(super().add(*given, **named))
