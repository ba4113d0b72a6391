"""The command line: `noroshi …`."""

import json
import signal
import sys
from types import FrameType

from noroshi.entrypoints.cli.commands import tree
from noroshi.entrypoints.problems import exit_code, problem
from noroshi.kernel.errors import NoroshiError


def main() -> None:
    """Run one command. Exit 0 done, 1 refused with a reason, 2 wrong usage."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _leave)
    try:
        tree().main(prog_name="noroshi")
    except NoroshiError as error:
        if "--json" in sys.argv:
            print(json.dumps(problem(error), ensure_ascii=False))  # noqa: T201
        print(f"noroshi: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(exit_code(error))
    except OSError as error:
        print(f"noroshi: {error}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def _leave(number: int, _: FrameType | None) -> None:
    """Leave by way of every `finally`, so that nothing is left running."""
    sys.exit(128 + number)
