"""The addresses Django knows: those of the table of routes, and nothing else."""

from django.urls import path

from app.web.routes import ROUTES

urlpatterns = [path(route.path, route.function, name=route.name) for route in ROUTES]
handler400 = "app.web.views.faults.malformed"
handler403 = "app.web.views.faults.forbidden"
handler404 = "app.web.views.faults.unknown"
handler500 = "app.web.views.faults.broken"
