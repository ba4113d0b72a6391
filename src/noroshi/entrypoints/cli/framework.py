"""Set Django up; only after this may a module that holds models be imported."""

import os
from typing import Final

import django

SETTINGS_VARIABLE: Final = "DJANGO_SETTINGS_MODULE"
SETTINGS: Final = "noroshi.entrypoints.settings"


def set_up() -> None:
    """Read the configuration and load the rooms. Raises: MalformedError for a wrong setting."""
    os.environ.setdefault(SETTINGS_VARIABLE, SETTINGS)
    django.setup()
