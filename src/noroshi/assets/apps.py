from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "noroshi.assets"
    label = "assets"
