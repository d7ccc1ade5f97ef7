"""Django's name for the web application."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Accounts, jobs, drafts."""

    name = "app.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
