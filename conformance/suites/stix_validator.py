"""OASIS's validator of STIX 2.1, with its checks for interoperability. Arguments: files, each a bundle.

Prints in JSON how many objects each holds, and what is wrong."""

import json
import sys
from pathlib import Path

from stix2validator import ValidationOptions, validate_string


def main(paths: list[str]) -> None:
    """Judge each file whole."""
    found = {}
    for path in map(Path, paths):
        text = path.read_text()
        found[path.name] = {
            "objects": len(json.loads(text)["objects"]),
            "errors": _wrong(text, interop=False),
            "interop": _wrong(text, interop=True),
        }
    json.dump(found, sys.stdout)


def _wrong(text: str, *, interop: bool) -> list[str]:
    result = validate_string(text, ValidationOptions(version="2.1", interop=interop))
    return sorted({str(error) for error in result.errors})


if __name__ == "__main__":
    main(sys.argv[1:])
