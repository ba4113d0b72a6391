from django.apps import AppConfig


class VulnerabilitiesConfig(AppConfig):
    name = "noroshi.vulnerabilities"
    label = "vulnerabilities"
