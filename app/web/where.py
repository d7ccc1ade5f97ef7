"""From which address a request came."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The address a request came from; a proxy's word for it counts only if the proxy is the one that was set."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    proxy = settings.CONFIG.trusted_proxy
    if proxy and direct == proxy:
        told = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
        return told[-1] if told else direct
    return direct
