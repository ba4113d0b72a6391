from django.apps import AppConfig


class WarningsConfig(AppConfig):
    name = "noroshi.warnings"
    label = "warnings"
