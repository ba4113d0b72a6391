"""CPE names that stand in published CVE records."""

import gzip

from noroshi.formats.names.cpes import read_cpe
from noroshi.kernel.errors import MalformedError

# Twelve components where eleven belong: a colon that was not quoted, a prefix written twice.
MALFORMED = ("cpe:2.3:a:ibm:sterling_connect:direct:", "cpe:2.3:a:ibm:cpe:2.3:")


def written_back(name):
    try:
        return str(read_cpe(name))
    except MalformedError:
        return None


def test_every_published_name_is_read_and_written_back(data):
    names = gzip.decompress((data / "cpe/cpe23_names.txt.gz").read_bytes()).decode().split()
    different = [name for name in names if written_back(name) != name.lower()]
    assert len(names) > 20_000
    assert [name for name in different if not name.startswith(MALFORMED)] == []
    assert all(written_back(name) is None for name in different)
