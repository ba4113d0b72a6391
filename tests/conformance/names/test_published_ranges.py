"""The version entries of all published CVE records at hand."""

import orjson
import zstandard

from noroshi.formats.names.ranges import VersionEntry, affected_intervals


def products(data):
    packed = (data / "cve5/cve5_dev.jsonl.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        lines = stream.read().splitlines()
    for line in lines:
        containers = orjson.loads(line)["containers"]
        for container in [containers["cna"], *containers.get("adp", ())]:
            yield from container.get("affected", ())


def entry(item):
    return VersionEntry(
        item["version"],
        item["status"],
        item.get("versionType"),
        item.get("lessThan"),
        item.get("lessThanOrEqual"),
        tuple((change["at"], change["status"]) for change in item.get("changes", ())),
    )


def test_sixteen_of_seventeen_entries_are_understood(data):
    ordered = unresolved = 0
    for product in products(data):
        entries = [entry(item) for item in product.get("versions", ())]
        default = product.get("defaultStatus", "unknown")
        unresolved += len(affected_intervals(entries, default_status=default).unresolved)
        ordered += sum(item.version_type != "git" for item in entries)
    assert ordered > 200_000
    assert unresolved < ordered / 16
