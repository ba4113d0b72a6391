from django.apps import AppConfig

from noroshi.reporting.regimes import proposed, regimes


class ReportingConfig(AppConfig):
    name = "noroshi.reporting"
    label = "reporting"

    def ready(self) -> None:
        """A wrong regime stops the start."""
        regimes()
        proposed()
