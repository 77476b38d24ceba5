from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "tessera.exchange"
    label = "exchange"
