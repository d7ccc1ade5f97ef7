"""Pages for what goes wrong: each says what is wrong and what to do, in Chinese, and never shows the inside of the program."""

from __future__ import annotations

import logging
import secrets
import sys
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from app.web import expired
from app.web.offices import without_folder
from app.web.pages import link, page
from app.web.routes import BY_NAME
from catalogue.finding import UserError

log = logging.getLogger("quanmu.web")


def wrong(request: HttpRequest, faults: Sequence[UserError], status: int = 400) -> HttpResponse:
    """What a person can mend: place - what is wrong - what to do. Where the files lie on the server is nobody's business."""
    shown = [UserError(*map(without_folder, (one.place, one.what, one.advice))) for one in faults]
    return page(request, "fault.html", status, title="没有办成", faults=shown, back=_came_from(request))


def method(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """A way of asking that this address does not know."""
    answer = wrong(request, [UserError("请求", "这个地址不能这样用", "请从页面上的链接、按钮办")], 405)
    answer["Allow"] = ", ".join(allowed)
    return answer


def _came_from(request: HttpRequest) -> str:
    """The page of ours that led here; "" for another's."""
    came = urlsplit(request.headers.get("Referer", ""))
    ours = came.netloc == request.headers.get("Host") and (came.path != request.path or request.method == "POST")
    return came._replace(scheme="", netloc="").geturl() if ours and came.path.startswith("/") else ""


def forbidden(request: HttpRequest, exception: Any = None, why: str = "您的角色不能做这件事") -> HttpResponse:
    """Refused by the gate."""
    advice = "需要的话，请系统管理员申请、安全管理员授予相应的角色"
    return page(request, "fault.html", 403, title="不能打开", faults=[UserError("权限", why, advice)])


def signed_out(request: HttpRequest, kept: bool) -> HttpResponse:
    """Something was sent without a session; `kept`: it is offered again after signing in."""
    advice = "请重新登录" + ("；刚才填的内容替您留着，登录后会问您要不要接着提交" if kept else "后再做一次")
    fault = UserError("登录", "没有登录，或登录已经过期，这一次没有提交", advice)
    return page(request, "fault.html", 403, title="请重新登录", faults=[fault], login=link("login", next=request.path))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without this session's token: sent from elsewhere, or the session ended meanwhile. What our own page sent
    for someone who has signed in anew (in another window) is kept and offered."""
    match = request.resolver_match
    route = BY_NAME.get(match.view_name) if match else None
    ours = urlsplit(request.headers.get("Origin", "")).netloc == request.headers.get("Host")
    if route and ours and request.user.is_authenticated and expired.keep(request.user, request, route):
        return redirect(request.path)
    fault = UserError(
        "表单", "没有通过来源校验：不是从本系统的页面提交的，或者登录状态已经变了", "请退回上一页刷新后重新提交"
    )
    return page(request, "fault.html", 403, title="没有提交", faults=[fault])


def troubled(request: HttpRequest, trouble: UserError) -> HttpResponse:
    """The machine refuses: a full disk, a locked store. Nothing of this request was kept; the log has the whole story."""
    log.error("%s: %s at %s", trouble.place, trouble.what, request.path, exc_info=sys.exc_info())
    fault = UserError(
        f"服务器（{trouble.place}）",
        f"{trouble.what}，这一次没有办成",
        f"请告诉系统管理员（{trouble.advice}），过后再做一次",
    )
    return wrong(request, [fault], 503)


def unknown(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """No such page."""
    fault = UserError("地址", "没有这一页，或者它已经不在了、不归您看", "请从左边的菜单进入")
    return page(request, "fault.html", 404, title="没有这一页", faults=[fault])


def malformed(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A request that cannot be understood."""
    fault = UserError("请求", "看不懂这次请求", "请退回上一页刷新后重做")
    if isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)):
        fault = UserError("请求", "一次提交的内容太多", "请分几次提交")
    if isinstance(exception, SessionInterrupted):
        fault = UserError("登录", "刚才结束了，或者数据库太忙没有记下", "请刷新；还不行的，重新登录")
    return page(request, "fault.html", 400, title="没有办成", faults=[fault])


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours: the log has the whole story under the number that the page shows."""
    number = secrets.token_hex(4)
    log.error("fault %s at %s", number, request.path, exc_info=sys.exc_info())
    fault = UserError(
        f"程序（编号 {number}）", "出了没有预料到的错；已经提交的内容不受影响", "请把这个编号告诉系统管理员"
    )
    return page(request, "fault.html", 500, title="程序出错", faults=[fault])
