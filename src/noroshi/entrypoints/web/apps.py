from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "noroshi.entrypoints.web"
    label = "web"
