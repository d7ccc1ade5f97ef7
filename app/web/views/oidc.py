"""To the identity service and back."""

from __future__ import annotations

from django.contrib.auth import login as start
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.clock import acting
from app.store import record_act, transaction
from app.web import oidc
from app.web.where import address
from catalogue.finding import UserError


def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the service."""
    if not oidc.name():
        raise Http404
    try:
        answer: HttpResponse = oidc.client().authorize_redirect(request, request.build_absolute_uri("/oidc/back/"))
    except OSError as error:  # requests' own errors are of this kind
        raise UserError("统一身份认证", "连不上认证服务", "请稍后再试，或用本系统的账号和口令登录") from error
    return answer


def back(request: HttpRequest) -> HttpResponse:
    """What the service says, checked by the library (state, nonce, signature); then a session as after a password."""
    if not oidc.name():
        raise Http404
    try:
        said = oidc.client().authorize_access_token(request, claims_options=oidc.claims())
    except UserError:
        raise
    except Exception as error:  # the library's many ways of saying that it does not believe what came back
        raise UserError("统一身份认证", "没有通过核对", "请回到登录页重新开始") from error
    account = oidc.account_of(dict(said.get("userinfo") or {}))
    start(request, account, backend="django.contrib.auth.backends.ModelBackend")
    with acting(account.told, address(request)), transaction():
        record_act("登录", {"账号": account.told, "方式": oidc.name()})
    return redirect("home")
