"""What processes of the site remember together."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from noroshi.entrypoints.web.shared_cache import SharedCache


def test_of_many_at_once_one_adds(tmp_path):
    begin = Barrier(8)

    def add(key):
        own = SharedCache(tmp_path / "cache", {})
        begin.wait()
        return own.add(key, "used", 60)

    with ThreadPoolExecutor(8) as threads:
        for key in range(30):
            assert sum(threads.map(add, [key] * 8)) == 1
    assert SharedCache(tmp_path / "cache", {}).get(0) == "used"
