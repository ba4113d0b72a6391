"""`python -m conformance`: run the suites, print the counts, write var/conformance.json.

NOROSHI_CONFORMANCE_PYMISP: a folder of PyMISP's sources, in place of those that the lock names. Ends with
1 where a test fails that is not left out with its reason, and where a bundle is not valid."""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import orjson

from bench.house import open_house, throw_away_home
from conformance.left_out import LEFT_OUT, REASONS

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv" / "conformance"
RESULTS = ROOT / "var" / "conformance.json"
MOST_SHOWN = 20
NAMED = re.compile(r"--[0-9a-f-]{36}")


def main() -> None:
    """One house for all of them."""
    folder = os.environ.get("NOROSHI_CONFORMANCE_PYMISP", "")
    with throw_away_home() as home, open_house(home), tempfile.TemporaryDirectory() as name:
        from conformance.house import served_house, write_bundles  # noqa: PLC0415 - needs a home

        with served_house() as house:
            sources = Path(folder) if folder else _unpacked(Path(name))
            given = {"url": f"{house.url}/misp/", "keys": house.keys, "left_out": LEFT_OUT}
            misp = _suite("pymisp_live", sources, given=given)
            stix = _suite("stix_validator", *write_bundles(Path(name)))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_bytes(orjson.dumps({"misp": misp, "stix": stix}, option=orjson.OPT_INDENT_2))
    failed = [*_told_misp(misp), *_told_stix(stix)]
    print(*failed[:MOST_SHOWN], sep="\n")
    print(f"written to {RESULTS.relative_to(ROOT)}")
    sys.exit(1 if failed else 0)


def _unpacked(folder: Path) -> Path:
    """PyMISP's sources, as they were downloaded with the environment."""
    (archive,) = (ENVIRONMENT / "sources").glob("pymisp-*.tar.gz")
    with tarfile.open(archive) as found:
        found.extractall(folder, filter="data")
    (inner,) = folder.glob("pymisp-*")
    return inner


def _suite(program: str, *arguments: object, given: Any = None) -> Any:
    """What a program of conformance/suites prints, in the environment of its own."""
    path = ROOT / "conformance" / "suites" / f"{program}.py"
    command = [str(ENVIRONMENT / "bin" / "python"), str(path), *map(str, arguments)]
    said = subprocess.run(command, check=True, input=orjson.dumps(given), stdout=subprocess.PIPE)
    return orjson.loads(said.stdout)


def _told_misp(misp: Any) -> list[str]:
    found: dict[str, str] = misp["found"]
    passed = sum(one == "passed" for one in found.values())
    print(
        f"PyMISP's live suite: {passed} of {misp['tests']} tests pass, {len(LEFT_OUT)} are left out"
    )
    for reason, names in REASONS.items():
        print(f"  {len(names)}: {reason}")
    return [f"{name}: {one}" for name, one in found.items() if one != "passed"]


def _told_stix(stix: Any) -> list[str]:
    objects = sum(one["objects"] for one in stix.values())
    wrong = {name: one["errors"] for name, one in stix.items() if one["errors"]}
    valid = len(stix) - len(wrong)
    more = {NAMED.sub("", error) for one in stix.values() for error in one["interop"]}
    print(f"stix2-validator: {valid} of {len(stix)} bundles of {objects} objects valid")
    print(f"  its profile for interoperability asks {len(more)} things more of them")
    return [f"{name}: {error}" for name, errors in wrong.items() for error in errors]


if __name__ == "__main__":
    main()
