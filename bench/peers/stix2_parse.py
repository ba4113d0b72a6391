"""stix2: parse the bundle that is named; print how many objects in how many seconds."""

import json
import sys
import time
from pathlib import Path

import stix2

text = Path(sys.argv[1]).read_text()
began = time.perf_counter()
bundle = stix2.parse(text)
seconds = time.perf_counter() - began
print(json.dumps({"objects": len(bundle.objects), "seconds": seconds}))
