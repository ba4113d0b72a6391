from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "noroshi.reporting"
    label = "reporting"
