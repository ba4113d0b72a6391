"""What people read in records and vendors' notices is what the match finds: versions as operators
write them, from the sheet to the exposure."""

import csv
import io
import re
import tomllib
from pathlib import Path

import zstandard

from tests.nation import HEAD, bring_assets, bring_feeds, register

CVE = re.compile(r'"cveId":"(CVE-[0-9-]+)"')
LIST = Path(__file__).with_name("known_equipment.toml")
FEWEST = 60


def lines():
    """Asset name, cause, whether it is affected, and the line of the sheet."""
    for number, case in enumerate(tomllib.loads(LIST.read_text("utf-8"))["case"]):
        for is_affected in (True, False):
            for version in case["affected" if is_affected else "unaffected"]:
                name = f"{number} {case['product']} {version}"
                row = ("Border", "vpn", name, case["vendor"], case["product"], version)
                line = [*row, case.get("cpe", ""), "", "", ""]
                yield name, case["cve"], is_affected, line


def sheet():
    text = io.StringIO()
    csv.writer(text).writerows(line for *_, line in lines())
    return HEAD + text.getvalue()


def records(data, causes):
    with (data / "cve5/cve5_dev.jsonl.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file)
        for line in io.TextIOWrapper(stream, "utf-8"):
            if CVE.search(line)[1] in causes:
                yield line


def test_every_version_is_judged_as_people_judge_it(database, data, tmp_path):
    from noroshi.parties.scope import acting_as
    from noroshi.vulnerabilities.queries import exposures

    causes = {cause for _, cause, _, _ in lines()}
    assert len(causes) >= FEWEST
    feed = tmp_path / "cve.jsonl"
    feed.write_text("".join(records(data, causes)), "utf-8")
    actors = register()
    assert not bring_assets(actors["P-EAST"], sheet()).refused
    assert bring_feeds(feed).accepted == len(causes)
    with acting_as(actors["P-EAST"]):
        found = {(one.asset.name, one.cause): one.range_text for one in exposures()}
    wrong = []
    for name, cause, is_affected, _ in lines():
        why = found.get((name, cause))
        is_right = (why is not None) == is_affected
        told = f"{'right' if is_right else 'WRONG'} {cause} {name}: {why or 'not affected'}"
        print(told)  # noqa: T201
        wrong += [] if is_right else [told]
    assert not wrong, "\n".join(wrong)
