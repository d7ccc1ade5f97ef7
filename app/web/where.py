"""From which address a request came."""

from __future__ import annotations

from django.http import HttpRequest


def address(request: HttpRequest) -> str:
    """The address a request came from. Of a proxy that was set, the server has put the one that it told in its place already;
    whatever anybody else says of it is thrown away before it comes here."""
    told: str = request.META.get("REMOTE_ADDR", "")
    return told
