"""The whole flow on one screen."""


def register(app: object) -> None:
    """Placeholder."""
