"""Bounds of the advisories of PHP packages (FriendsOfPHP) in Composer's order."""

import orjson
import zstandard

from noroshi.formats.names.versions import Scheme, version_key


def branches(data):
    packed = (data / "osv/friendsofphp_native.jsonl.zst").read_bytes()
    with zstandard.ZstdDecompressor().stream_reader(packed) as stream:
        lines = stream.read().splitlines()
    for line in lines:
        for branch in orjson.loads(line)["branches"].values():
            versions = branch["versions"]
            yield versions if isinstance(versions, list) else [versions]


def test_every_bound_is_comparable_and_lower_ones_precede_upper_ones(data):
    bounds = 0
    for branch in branches(data):
        keys = {bound: version_key(bound.lstrip("<>=! "), Scheme.COMPOSER) for bound in branch}
        assert None not in keys.values(), branch
        bounds += len(keys)
        lows = [key for bound, key in keys.items() if bound.startswith(">")]
        highs = [key for bound, key in keys.items() if bound.startswith("<")]
        assert not lows or not highs or min(lows) <= max(highs), branch
    assert bounds > 10_000
