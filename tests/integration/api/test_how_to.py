"""What the how-to says is what happens: its commands are run against the site."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from standardwebhooks.webhooks import Webhook

from tests.integration.assets.test_bills import bill
from tests.served import served_site

DOCUMENT = Path(__file__).parents[3] / "docs" / "how-to" / "api.md"
NEEDED = ("curl", "jq", "bash")


@pytest.fixture
def site(nation):
    with served_site() as address:
        yield address


def blocks():
    """The indented blocks of the document, in order."""
    found = re.findall(r"(?:^    .*\n(?:\n(?=    ))?)+", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"^    ", "", block, flags=re.MULTILINE) for block in found]


def said(text):
    """The JSON documents of an output, one after the other."""
    found, decoder = [], json.JSONDecoder()
    while text := text.strip():
        one, end = decoder.raw_decode(text)
        found.append(one)
        text = text[end:]
    return found


@pytest.mark.skipif(
    not all(shutil.which(name) for name in NEEDED), reason=f"needs {', '.join(NEEDED)}"
)
def test_the_commands_do_what_they_say(nation, site, tmp_path):
    (tmp_path / "portal.cdx.json").write_text(json.dumps(bill(parts={"a": "1"}, edges=[])))
    commands = [block for block in blocks() if "curl" in block]
    script = "set -euo pipefail\n" + "\necho\necho ---\n".join(commands)
    environment = {
        "PATH": os.environ["PATH"],
        "NOROSHI": site,
        "CLIENT_ID": nation.east.client_id,
        "CLIENT_SECRET": nation.east.client_secret,
    }
    done = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True,
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, (done.stderr, done.stdout)
    parts = [said(part) for part in done.stdout.split("\n---\n")]
    token, first, second, answered, taken, handed, made, again = parts
    assert token == []
    assert first[0]["items"][0]["id"] != second[0]["items"][0]["id"]
    assert answered[0]["state"] == "acknowledged"
    assert (taken[0]["accepted"], taken[0]["refused"]) == (1, [])
    assert (handed[0]["components"], handed[1]["spdxVersion"]) == (1, "SPDX-2.3")
    assert again == [{"waiting": 0}]
    (verifying,) = (block for block in blocks() if "WebhookVerificationError" in block)
    check_receiver(verifying, made[0]["secret"])


def check_receiver(code, secret):
    """The receiver that the document shows believes what is signed, and nothing else."""
    from datetime import UTC, datetime

    names = {}
    exec(code, names)
    body, at = '{"type": "warnings.changed"}', datetime.now(UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body),
    }
    assert names["received"](body, headers, secret) == json.loads(body)
    assert names["received"](body.replace("changed", "forged"), headers, secret) is None
