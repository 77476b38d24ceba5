from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tessera.ui"
    label = "ui"
