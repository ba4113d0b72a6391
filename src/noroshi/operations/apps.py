from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "noroshi.operations"
    label = "operations"
