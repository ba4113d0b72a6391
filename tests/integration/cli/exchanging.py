"""What a test of exchange does within a house of its own, in a process of its own:
`python -m … prepare NAME MANY | drive URL TOKEN SECONDS | count`."""

import json
import sys
import time
from typing import Any

from noroshi.entrypoints.cli.framework import set_up
from tests.nation import ORGANISATIONS, register
from tests.stix import bring, bundle, identifier, indicator

ALLY = "ALLY,Fictional ally,架空同盟国,partner,,,,\n"
PARTNER = "other"
SMALL = 20  # objects at a time, so that there is a middle to be killed in


def prepare(name: str, many: str) -> list[str]:
    """The nation, its intelligence, and a client for the ally: its credentials.

    Of the objects one in five has a second version; some are held on both sides, some on both with a
    later version on one; those of a stricter label are for nobody else."""
    from noroshi.kernel.clock import now
    from noroshi.parties.actions.create_client import create_client
    from noroshi.parties.queries import organisation

    actors = register(ORGANISATIONS + ALLY)
    count = int(many)
    own = [indicator(f"{name}-{number}", tlp="clear") for number in range(count)]
    own += [indicator(f"{name}-{number}", tlp="clear", day=2) for number in range(0, count, 5)]
    own += [
        {"type": "domain-name", "id": identifier("domain-name", one), "value": one,
         "object_marking_refs": own[0]["object_marking_refs"]}
        for one in (f"{name}-{number}.example" for number in range(20))
    ]  # fmt: skip
    own += [indicator(f"both-{number}", tlp="clear") for number in range(10)]
    newer = 2 if name == "b" else 1
    own += [indicator(f"newer-{number}", tlp="clear", day=newer) for number in range(10)]
    own += [indicator(f"secret-{name}-{tlp}", tlp=tlp) for tlp in ("green", "amber", "red")]
    assert not bring(actors["NCO"], bundle(*own)).refused
    ally = organisation("ALLY")
    made = create_client(("taxii",), organisation=ally, by=None, at=now())
    return [made.client_id, made.client_secret]


def drive(url: str, token: str, seconds: str) -> dict[str, int]:
    """Exchange until nothing is left, whatever fails meanwhile; how many turns it took."""
    from noroshi.entrypoints.cli.house import acting_for
    from noroshi.intelligence import taxii
    from noroshi.intelligence.actions import exchange, push_objects
    from noroshi.intelligence.actions.keep_partner import Wanted, add_partner
    from noroshi.intelligence.models import Partner
    from noroshi.kernel.clock import now

    taxii.PAGE = push_objects.BATCH = SMALL
    exchange.TURN = 0.5
    if not Partner.objects.exists():
        wanted = Wanted(PARTNER, url, "all", "own", "ALLY", secret=token)
        with acting_for("NCO") as actor:
            add_partner(wanted, by=actor, at=now())
    partner = Partner.objects.get()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    until = time.monotonic() + float(seconds)
    turns = 0
    while time.monotonic() < until:
        done = exchange.exchange(partner.id, at=now())
        turns += 1
        if done.is_level and not done.failures:
            return {"turns": turns}
        time.sleep(0.1 if done.failures else 0)
    raise SystemExit(f"not level after {seconds} seconds: {done}")


def count() -> dict[str, Any]:
    """Every version that is held: whose, from which source, name or value, its day."""
    from noroshi.entrypoints.cli.house import acting_for
    from noroshi.intelligence import queries
    from noroshi.intelligence.models import StixObject

    held = StixObject.objects.values_list("organisation__code", "source", "name", "version__day")
    with acting_for("NCO"):
        newest = [(one.name, one.version.day) for one in queries.every_object()]
    return {"held": sorted(map(list, held)), "newest": sorted(map(list, newest))}


if __name__ == "__main__":
    set_up()
    from noroshi.entrypoints.cli.house import opened_house

    with opened_house():
        found = {"prepare": prepare, "drive": drive, "count": count}[sys.argv[1]](*sys.argv[2:])
    json.dump(found, sys.stdout, default=str)
