"""univers: whether versions are in ranges. Argument: a file of JSON lines, each a version and a range
as `vers:` has it."""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

from univers.version_range import VersionRange


def main(path: Path) -> None:
    """Print the seconds of a loop over the pairs as they are written, of one over what was read of
    them before, and each answer; null where it reads the version or the range not."""
    pairs = [json.loads(line) for line in path.read_text().splitlines()]
    began = time.perf_counter()
    answers = [_answer(*pair) for pair in pairs]
    written = time.perf_counter() - began
    read = [_read(*pair) for pair, answer in zip(pairs, answers, strict=True) if answer is not None]
    began = time.perf_counter()
    for one, stretch in read:
        stretch.contains(one)
    again = time.perf_counter() - began
    found = {"seconds": written, "seconds_read": again, "answers": answers}
    print(json.dumps({"version": version("univers"), **found}))


def _answer(text: str, stretch: str) -> bool | None:
    try:
        one, found = _read(text, stretch)
        return bool(found.contains(one))
    except Exception:  # noqa: BLE001 - each kind of versions raises its own
        return None


def _read(text: str, stretch: str) -> tuple[object, VersionRange]:
    found = VersionRange.from_string(stretch)
    return found.version_class(text), found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
