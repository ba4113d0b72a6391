from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "noroshi.parties"
    label = "parties"
    verbose_name = "parties"
