"""Set Django up; only after this may a module that holds models be imported."""

import os

import django


def set_up() -> None:
    """Read the configuration and load the rooms. Raises: MalformedError for a wrong setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "noroshi.entrypoints.settings")
    django.setup()
