from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "noroshi.ledger"
    label = "ledger"
