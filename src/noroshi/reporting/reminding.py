"""When an organisation is reminded of what it owes. Pure."""

import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

WARN: Final = "warn"  # of what is owed promptly, which has no date
LATE: Final = "late"


@cache
def steps() -> Mapping[str, timedelta]:
    """By step, how long before a stage is due; the policy in force."""
    text = files("noroshi.reporting").joinpath("policies/reminders.toml").read_text("utf-8")
    hours = tomllib.loads(text)["hours_before"]
    return {f"{count}h": timedelta(hours=count) for count in hours}
