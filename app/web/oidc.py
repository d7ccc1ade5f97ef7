"""Signing in by the government's own identity service (OIDC), where an office sets one; the library is loaded only then."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings

from app.web.models import Account
from catalogue.finding import UserError


def name() -> str:
    """What the button says; "" where no service is set."""
    told = settings.CONFIG.oidc
    return str(told.get("name", "统一身份认证")) if told else ""


@cache
def client() -> Any:
    """The library's client of the service. Raises `UserError` where the library is missing."""
    told = settings.CONFIG.oidc
    try:
        from authlib.integrations.django_client import OAuth
    except ImportError as error:
        raise UserError("统一身份认证", "没有装 authlib", "请系统管理员运行 pip install 'quanmu[oidc]'") from error
    services = OAuth()
    services.register(
        "office", client_id=told["client_id"], client_secret=told["client_secret"],
        server_metadata_url=told["issuer"].rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile", "code_challenge_method": "S256"},
    )  # fmt: skip
    return services.office


def claims() -> dict[str, Any]:
    """What a token has to say beyond what the library asks for: that it is from that service and for us."""
    issuer = client().load_server_metadata()["issuer"]
    ours = settings.CONFIG.oidc["client_id"]
    return {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": ours}}


def account_of(said: dict[str, Any]) -> Account:
    """The account that the service's word is about: by the claim that is set (preferred_username). None is ever made by it."""
    claim = settings.CONFIG.oidc.get("claim", "preferred_username")
    username = str(said.get(claim, "")).strip().lower()
    found = Account.objects.filter(username=username, is_active=True).first() if username else None
    if found is None:
        raise UserError(
            "统一身份认证", f"身份“{username or '（没有写）'}”在本系统没有在用的账号", "请系统管理员先建同名的账号"
        )
    return found
