"""What the night needs within its house, in a process of its own: `python -m bench.killed_inside`."""

import sys
import time
from importlib import import_module
from typing import Any

import orjson

PATIENCE = 600.0  # seconds


def opened(url: str, operators: int, clients: int) -> list[list[str]]:
    """Operators, each with an endpoint; credentials for so many machine clients of theirs."""
    from bench.nation import operator, register  # noqa: PLC0415 - Django is set up by now
    from noroshi.entrypoints.cli.house import acting_for  # noqa: PLC0415
    from noroshi.kernel.clock import now  # noqa: PLC0415
    from noroshi.parties.actions.create_client import create_client  # noqa: PLC0415
    from noroshi.parties.queries import organisation  # noqa: PLC0415
    from noroshi.warnings.actions.keep_endpoint import make_endpoint  # noqa: PLC0415
    from noroshi.warnings.rules import Urgency  # noqa: PLC0415

    register(operators)
    codes = [operator(number) for number in range(operators)]
    for code in codes:
        with acting_for(code) as actor:
            make_endpoint(url, Urgency.DEFER, by=actor, at=now())
    owners = [organisation(codes[number % operators]) for number in range(clients)]
    made = [create_client(("reports",), organisation=one, by=None, at=now()) for one in owners]
    return [[one.client_id, one.client_secret] for one in made]


def counted() -> dict[str, Any]:
    """What the house holds after the reminders of now, once no delivery waits for another attempt, or
    after so many seconds: versions, what is owed, reminders, deliveries."""
    from noroshi.pipeline import complete_handoffs, remind_of_deadlines  # noqa: PLC0415
    from noroshi.reporting.models import Obligation, Reminder, Version  # noqa: PLC0415
    from noroshi.warnings.models import Delivery  # noqa: PLC0415

    remind_of_deadlines()
    complete_handoffs()
    until = time.monotonic() + PATIENCE
    while Delivery.objects.filter(state="waiting").exists() and time.monotonic() < until:
        time.sleep(1)
        complete_handoffs()
    named = ("report_id", "stage", "recipient")
    versions = Version.objects.values_list("content__title", "receipt", "ledger_entry")
    return {
        "versions": list(versions),
        "owed": list(Obligation.objects.filter(filed_at=None).values_list(*named)),
        "reminders": list(Reminder.objects.values_list("id", *named)),
        "planned": list(Delivery.objects.values_list("reminders", flat=True)),
    }


def main(asked: str, *given: str) -> None:
    """`open URL OPERATORS CLIENTS`, or `count`."""
    import_module("noroshi.entrypoints.cli.framework").set_up()
    with import_module("noroshi.entrypoints.cli.house").opened_house():
        found = opened(given[0], int(given[1]), int(given[2])) if asked == "open" else counted()
    sys.stdout.buffer.write(orjson.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
