"""What the rows of the room have in common."""

from typing import Any

from django.db import models


def bare(to: type[models.Model], **how: Any) -> Any:
    """A reference without a constraint or an index of its own: rows that are written by millions."""
    return models.ForeignKey(to, db_constraint=False, db_index=False, **how)
