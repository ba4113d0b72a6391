"""What a test does within a house of its own, in a process of its own: `python -m … open|count`."""

import json
import sys
from typing import Any

from noroshi.entrypoints.cli.framework import set_up
from tests.nation import ORGANISATIONS, register


def opened(url: str) -> list[list[str]]:
    """The nation, with an endpoint of P-EAST; credentials for two clients each of two operators."""
    from noroshi.entrypoints.cli.house import acting_for
    from noroshi.kernel.clock import now
    from noroshi.parties.actions.create_client import create_client
    from noroshi.parties.queries import organisation
    from noroshi.warnings.actions.keep_endpoint import make_endpoint
    from noroshi.warnings.rules import Urgency

    register(ORGANISATIONS)
    with acting_for("P-EAST") as actor:
        make_endpoint(url, Urgency.DEFER, by=actor, at=now())
    made = [
        create_client(("reports",), organisation=organisation(code), by=None, at=now())
        for code in ("P-EAST", "P-WEST") * 2
    ]
    return [[one.client_id, one.client_secret] for one in made]


def counted() -> dict[str, Any]:
    """What the house holds after the reminders of now: versions, submissions, reminders, deliveries."""
    from noroshi.pipeline import complete_handoffs, remind_of_deadlines
    from noroshi.reporting.models import Obligation, Reminder, Version
    from noroshi.warnings.models import Delivery

    remind_of_deadlines()
    complete_handoffs()
    versions = Version.objects.values_list("content__title", "receipt", "ledger_entry")
    owed = Obligation.objects.filter(filed_at=None).values_list(
        "organisation__code", "report_id", "stage", "recipient"
    )
    reminders = Reminder.objects.values_list(
        "id", "organisation__code", "report_id", "stage", "recipient"
    )
    return {
        "versions": list(versions),
        "owed": list(owed),
        "reminders": list(reminders),
        "deliveries": list(Delivery.objects.values_list("id", "reminders", "state")),
    }


if __name__ == "__main__":
    set_up()
    from noroshi.entrypoints.cli.house import opened_house

    with opened_house():
        found = opened(sys.argv[2]) if sys.argv[1] == "open" else counted()
    json.dump(found, sys.stdout, default=str)
