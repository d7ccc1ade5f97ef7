"""Django's name for this package."""

from django.apps import AppConfig


class QuanmuConfig(AppConfig):
    """The store's tables."""

    name = "app"
    label = "app"
