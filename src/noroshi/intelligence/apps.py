from django.apps import AppConfig


class IntelligenceConfig(AppConfig):
    name = "noroshi.intelligence"
    label = "intelligence"
