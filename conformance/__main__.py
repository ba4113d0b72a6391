"""`python -m conformance`: run the suites, print the counts, write var/conformance.json.

NOROSHI_CONFORMANCE_PYMISP: a folder of PyMISP's sources, in place of those that the lock names.
NOROSHI_CONFORMANCE_MEDALLION: one of medallion's, in place of the commit that is fetched. Ends with 1 where
a test fails that is not left out with its reason, and where a bundle is not valid."""

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
from conformance import left_out
from conformance.left_out import Reasons

ROOT = Path(__file__).parents[1]
ENVIRONMENT = ROOT / ".venv" / "conformance"
RESULTS = ROOT / "var" / "conformance.json"
# Its tests are in no package; a commit is its content.
MEDALLION = "https://github.com/oasis-open/cti-taxii-server"
COMMIT = "39e76bf18be5371e9570de7e5f340c3937b69c0d"
MOST_SHOWN = 20
NAMED = re.compile(r"--[0-9a-f-]{36}")


def main() -> None:
    """One house for all of them."""
    named = {name: os.environ.get(f"NOROSHI_CONFORMANCE_{name}", "") for name in SOURCES}
    with throw_away_home() as home, open_house(home), tempfile.TemporaryDirectory() as name:
        from conformance.house import served_house, write_bundles  # noqa: PLC0415 - needs a home

        with served_house() as house:
            given = {"url": f"{house.url}/misp/", "keys": house.keys}
            sources = {of: Path(named[of] or SOURCES[of](Path(name))) for of in SOURCES}
            misp = _tests("pymisp_live", sources["PYMISP"], given, left_out.MISP)
            stix = _suite("stix_validator", *write_bundles(Path(name)))
            given["url"] = house.url
            taxii = _tests("medallion_backends", sources["MEDALLION"], given, left_out.TAXII)
    RESULTS.parent.mkdir(exist_ok=True)
    found = {"misp": misp, "stix": stix, "taxii": taxii}
    RESULTS.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2))
    failed = _told("PyMISP's live suite", misp, left_out.MISP)
    failed += [*_told_stix(stix), *_told("medallion's tests", taxii, left_out.TAXII)]
    print(*failed[:MOST_SHOWN], sep="\n")
    print(f"written to {RESULTS.relative_to(ROOT)}")
    sys.exit(1 if failed else 0)


def _pymisp(folder: Path) -> Path:
    """PyMISP's sources, as they were downloaded with the environment."""
    (archive,) = (ENVIRONMENT / "sources").glob("pymisp-*.tar.gz")
    with tarfile.open(archive) as found:
        found.extractall(folder, filter="data")
    (inner,) = folder.glob("pymisp-*")
    return inner


def _medallion(folder: Path) -> Path:
    """The sources of medallion, from where they are published."""
    git = ["git", "-C", str(folder / "medallion")]
    subprocess.run(["git", "init", "--quiet", git[2]], check=True)
    fetched = subprocess.run(
        [*git, "fetch", "--quiet", "--depth", "1", MEDALLION, COMMIT], check=False
    )
    if fetched.returncode:
        sys.exit("NOROSHI_CONFORMANCE_MEDALLION may name a folder of medallion's sources")
    subprocess.run([*git, "checkout", "--quiet", COMMIT], check=True)
    return Path(git[2])


SOURCES = {"PYMISP": _pymisp, "MEDALLION": _medallion}


def _tests(program: str, sources: Path, given: Any, reasons: Reasons) -> Any:
    """A suite of tests, without those that are left out."""
    return _suite(program, sources, given={**given, "left_out": left_out.names(reasons)})


def _suite(program: str, *arguments: object, given: Any = None) -> Any:
    """What a program of conformance/suites prints, in the environment of its own."""
    path = ROOT / "conformance" / "suites" / f"{program}.py"
    command = [str(ENVIRONMENT / "bin" / "python"), str(path), *map(str, arguments)]
    said = subprocess.run(command, check=True, input=orjson.dumps(given), stdout=subprocess.PIPE)
    return orjson.loads(said.stdout)


def _told(suite: str, outcome: Any, reasons: Reasons) -> list[str]:
    found: dict[str, str] = outcome["found"]
    passed = sum(one == "passed" for one in found.values())
    left = len(left_out.names(reasons))
    print(f"{suite}: {passed} of {outcome['tests']} tests pass, {left} are left out")
    for reason, names in reasons.items():
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
