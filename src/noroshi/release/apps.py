from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "noroshi.release"
    label = "release"
