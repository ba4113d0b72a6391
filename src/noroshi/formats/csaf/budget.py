"""How much a document may say by naming the same group or product again and again."""

from noroshi.kernel.errors import Location, MalformedError

LIMIT = 2_000_000


class Budget:
    """What is left of LIMIT, in members of groups, stretches of versions and references."""

    def __init__(self, *, at: Location) -> None:
        self._at = at
        self._left = LIMIT

    def spend(self, count: int) -> None:
        """Raises: MalformedError when no more is left."""
        self._left -= count
        if self._left < 0:
            raise MalformedError(f"says more than {LIMIT} things", at=self._at)
