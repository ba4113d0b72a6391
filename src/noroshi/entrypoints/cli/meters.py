"""Progress of long work, on a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Meter:
    """Shows on a terminal how far long work has come."""

    def __init__(self, progress: Progress, what: str) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=None)

    def doing(self, what: str) -> None:
        """Name what is done now."""
        self._progress.update(self._task, description=what)

    def add(self, number: int) -> None:
        """Count what has been done since."""
        self._progress.advance(self._task, number)


@contextmanager
def metered(what: str) -> Iterator[Meter]:
    """Long work that begins with `what`. Nothing is shown where nobody looks."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        yield Meter(progress, what)
