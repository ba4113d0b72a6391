"""medallion, memory backend: one collection read whole in one page, by Flask's own client. Argument:
objects."""

import base64
import json
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

import medallion

COLLECTION = "52892447-4d7e-4f70-b94d-d7f22742ff63"
MEDIA_TYPE = "application/taxii+json;version=2.1"
AT = "2026-01-01T00:00:00.000Z"


def main(many: int) -> None:
    """Print the rate, and the seconds of the page."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data.json"
        data.write_text(json.dumps(_data(many)))
        backend = {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": str(data),
        }
        config = Path(folder) / "config.json"
        taxii = {"max_page_size": many}
        users = {"admin": "secret"}
        config.write_text(json.dumps({"backend": backend, "taxii": taxii, "users": users}))
        client = medallion.load_app(str(config)).test_client()
        secret = base64.b64encode(b"admin:secret").decode()
        headers = {"Accept": MEDIA_TYPE, "Authorization": f"Basic {secret}"}
        began = time.perf_counter()
        path = f"/root/collections/{COLLECTION}/objects/?limit={many}"
        answer = client.get(path, headers=headers)
        seconds = time.perf_counter() - began
        assert len(answer.json["objects"]) == many
    found = {"version": version("medallion"), "rate": many / seconds, "page": seconds}
    sys.stdout.write(json.dumps(found))


def _data(many: int) -> dict[str, object]:
    objects = [_indicator(number) for number in range(many)]
    manifest = [
        {"id": one["id"], "date_added": AT, "version": AT, "media_type": STIX} for one in objects
    ]
    collection = {
        "id": COLLECTION,
        "title": "All",
        "can_read": True,
        "can_write": False,
        "media_types": [STIX],
        "objects": objects,
        "manifest": manifest,
    }
    root = {
        "information": {"title": "Root", "versions": [MEDIA_TYPE], "max_content_length": 9999999}
    }
    return {
        "/discovery": {"title": "Peer", "api_roots": ["/root/"]},
        "root": {**root, "status": [], "collections": [collection]},
    }


STIX = "application/stix+json;version=2.1"


def _indicator(number: int) -> dict[str, object]:
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{UUID(int=number, version=4)}",
        "created": AT,
        "modified": AT,
        "name": f"Host that was seen to answer as a command and control server does, {number}",
        "description": "An address of a network that has been seen in several intrusions.",
        "indicator_types": ["malicious-activity"],
        "pattern": f"[ipv4-addr:value = '192.0.2.{number % 256}']",
        "pattern_type": "stix",
        "valid_from": AT,
        "confidence": 70,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
