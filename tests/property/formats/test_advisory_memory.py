"""The largest documents that are read take bounded memory, measured in a process of its own."""

import subprocess
import sys

import pytest

LIMIT_MIB = 700

SCRIPT = """
import json, sys
from noroshi.formats import csaf, cyclonedx_vex, jvn
from noroshi.kernel.errors import Location
from tests.property.formats.test_advisory_fuzz import CSAF, CYCLONEDX, JVN

HOLE = "@"

def filled(sample, many):
    whole = json.dumps(sample, separators=(",", ":"))
    return whole.replace(f'"{HOLE}"', "[" + ",".join(many) + "]").encode()

def statuses(count):
    ids = [f'"{number}"' for number in range(count)]
    names = [f'{{"name":"x","product_id":{name}}}' for name in ids]
    status = {"product_status": {"known_affected": HOLE}}
    whole = filled(CSAF | {"vulnerabilities": [status], "product_tree": {}}, ids)
    return whole.replace(b"{}", b'{"full_product_names":[' + ",".join(names).encode() + b"]}")

def components(count):
    many = [f'{{"bom-ref":"{number}"}}' for number in range(count)]
    return filled(CYCLONEDX | {"components": HOLE}, many)

def records(count):
    head, record, tail = JVN.replace("</Vulinfo>", "</Vulinfo>\\0").replace("<Vulinfo>", "\\0<Vulinfo>").split("\\0")
    return (head + record * count + tail).encode()

CASES = {
    "statuses": (csaf.read, statuses, 330_000),
    "components": (cyclonedx_vex.read, components, 990_000),
    "records": (jvn.read, records, 20_000),
}
read, make, count = CASES[sys.argv[1]]
data = make(count)
# Not ru_maxrss: that remembers the process that this one was forked from.
read(data, at=Location("given"))
status = open("/proc/self/status").read()
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


@pytest.mark.parametrize("case", ["statuses", "components", "records"])
def test_what_is_just_allowed_is_read_in_bounded_memory(case):
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, case], capture_output=True, check=True, timeout=300
    )

    assert int(done.stdout) < LIMIT_MIB
