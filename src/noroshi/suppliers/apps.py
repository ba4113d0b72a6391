from django.apps import AppConfig


class SuppliersConfig(AppConfig):
    name = "noroshi.suppliers"
    label = "suppliers"
