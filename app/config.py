"""Settings of the server: one file (quanmu.toml in the data folder), each overridden by an environment variable."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from catalogue.finding import UserError

FILE = "quanmu.toml"


@dataclass(frozen=True)
class Config:
    """What an office sets. Times in minutes or days as named; `database` is a postgresql:// address, "" for SQLite."""

    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    allowed_hosts: tuple[str, ...] = ()
    https: bool = False  # a proxy in front speaks TLS: cookies are Secure, HSTS is sent
    plain_http: bool = False  # listen beyond this machine without TLS, knowingly
    trusted_proxy: str = ""  # address whose X-Forwarded-For and -Proto are believed
    database: str = ""
    password_profile: str = "默认"  # or 等保
    session_minutes: int = 30  # without a click
    lockout_tries: int = 5
    lockout_minutes: int = 15
    invitation_days: int = 3
    review: str = "单位"  # whose workbooks need the office's second person: 单位, 全部, 不审
    upload_days: int = 30  # how long workbooks that were sent and not taken in are kept
    personal_days: int = 365  # how long personal data are kept
    personal_erase: str = "提醒"  # what happens then: 提醒 the administrator, or erased by itself (自动)
    oidc: Mapping[str, str] = field(default_factory=dict)  # issuer, client_id, client_secret, name


def load_config(home: Path) -> Config:
    """The settings of a data folder. Raises `UserError` naming what is not understood."""
    path = home / FILE
    content: dict[str, Any] = {}
    if path.is_file():
        try:
            content = tomllib.loads(path.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(str(path), f"读不懂（{error}）", "请按 docs/web.md 的例子写") from error
    known = {one.name: getattr(Config(), one.name) for one in fields(Config)}
    for word in content.keys() - known.keys():
        raise UserError(str(path), f"没有设置项“{word}”", f"可写：{'、'.join(known)}")
    taken = {name: _typed(path, name, content[name], known[name]) for name in content}
    for name, default in known.items():
        text = os.environ.get(f"QUANMU_{name.upper()}")
        if text is not None and name != "oidc":
            taken[name] = _typed(path, f"QUANMU_{name.upper()}", _read(text, default), default)
    return _checked(path, replace(Config(), **taken))


def _read(text: str, default: Any) -> Any:
    if isinstance(default, bool):
        return {"1": True, "true": True, "是": True, "0": False, "false": False, "否": False, "": False}.get(text)
    if isinstance(default, int):
        return int(text) if text.isdigit() else None
    return [word.strip() for word in text.split(",") if word.strip()] if isinstance(default, tuple) else text


def _typed(path: Path, name: str, value: Any, default: Any) -> Any:
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(default, Mapping) and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return value
    if type(value) is type(default):
        return value
    raise UserError(f"{path}（{name}）", f"“{value}”不是该写的值", f"应像这样：{default!r}")


def _checked(path: Path, config: Config) -> Config:
    if config.password_profile not in ("默认", "等保"):
        raise UserError(f"{path}（password_profile）", f"没有“{config.password_profile}”", "可写：默认、等保")
    if config.review not in ("单位", "全部", "不审"):
        raise UserError(f"{path}（review）", f"没有“{config.review}”", "可写：单位、全部、不审")
    if config.personal_erase not in ("提醒", "自动"):
        raise UserError(f"{path}（personal_erase）", f"没有“{config.personal_erase}”", "可写：提醒、自动")
    small = [
        n
        for n in ("threads", "upload_days", "personal_days", "session_minutes", "lockout_tries", "lockout_minutes")
        if getattr(config, n) < 1
    ]
    if small:
        raise UserError(f"{path}（{small[0]}）", "应为正整数", "请改正")
    if config.host not in ("127.0.0.1", "localhost", "::1") and not (config.https or config.plain_http):
        raise UserError(
            f"{path}（host）",
            f"要在 {config.host} 上监听，但没有加密传输，口令会明文经过网络",
            "请在前面放一台 TLS 代理并写 https = true；确知网络可信的，写 plain_http = true",
        )
    return config
