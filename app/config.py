"""Settings of the server: one file (quanmu.toml in the data folder), each overridden by an environment variable."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalogue.finding import UserError

FILE = "quanmu.toml"
OIDC = ("issuer", "client_id", "client_secret")  # what the service needs; claim and name may be left out
_MOST = {"port": 65_535, "threads": 200}  # of other numbers 100 000: as days or minutes they still fit a calendar


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
    if path.exists():
        try:
            content = tomllib.loads(path.read_text("utf-8-sig"))  # some editors put a mark before the first letter
        except UnicodeDecodeError as error:
            raise UserError(str(path), "不是 UTF-8 编码的文字", "请另存为 UTF-8 编码") from error
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+), column (\d+)", str(error))
            where = f"第 {line[1]} 行第 {line[2]} 个字起" if line else "到末尾"
            raise UserError(str(path), f"{where}读不懂", "请按 docs/web.md 的例子写，文字要加引号") from error
    known = {one.name: getattr(Config(), one.name) for one in fields(Config)}
    for word in content.keys() - known.keys():
        raise UserError(str(path), f"没有设置项“{word}”", f"可写：{'、'.join(known)}")
    taken = {name: _typed(path, name, content[name], known[name]) for name in content}
    for name, default in known.items():
        text = os.environ.get(f"QUANMU_{name.upper()}")
        if text is not None and name != "oidc":
            taken[name] = _typed(path, f"QUANMU_{name.upper()}", _read(text, default), default, text)
    return _checked(path, replace(Config(), **taken))


def _read(text: str, default: Any) -> Any:
    if isinstance(default, bool):
        return {"1": True, "true": True, "是": True, "0": False, "false": False, "否": False, "": False}.get(text)
    if isinstance(default, int):
        return int(text) if text.isascii() and text.isdigit() else None
    return [word.strip() for word in text.split(",") if word.strip()] if isinstance(default, tuple) else text


def _typed(path: Path, name: str, value: Any, default: Any, written: str = "") -> Any:
    if isinstance(default, tuple) and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if isinstance(default, Mapping) and isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
        return value
    if type(value) is type(default):
        return value
    like = '["quanmu.example"]' if default == () else "见 docs/web.md" if default == {} else json.dumps(default)
    raise UserError(f"{path}（{name}）", f"“{written or value}”不是该写的值", f"应像这样：{like}")


def _checked(path: Path, config: Config) -> Config:
    if config.password_profile not in ("默认", "等保"):
        raise UserError(f"{path}（password_profile）", f"没有“{config.password_profile}”", "可写：默认、等保")
    if config.review not in ("单位", "全部", "不审"):
        raise UserError(f"{path}（review）", f"没有“{config.review}”", "可写：单位、全部、不审")
    if config.personal_erase not in ("提醒", "自动"):
        raise UserError(f"{path}（personal_erase）", f"没有“{config.personal_erase}”", "可写：提醒、自动")
    for name, value in vars(config).items():
        if type(value) is int and not 1 <= value <= _MOST.get(name, 100_000):
            raise UserError(f"{path}（{name}）", f"应为正整数，不大于 {_MOST.get(name, 100_000)}", "请改正")
    if "*" in config.allowed_hosts:
        raise UserError(f"{path}（allowed_hosts）", "“*”是什么名称都收", "请逐个写浏览器里用的主机名")
    if config.trusted_proxy and not _is_address(config.trusted_proxy):
        raise UserError(
            f"{path}（trusted_proxy）", f"“{config.trusted_proxy}”不是地址", '请写代理的 IP 地址，如 "10.0.0.2"'
        )
    if odd := [word for word in config.oidc if word not in (*OIDC, "claim", "name")]:
        raise UserError(f"{path}（oidc）", f"没有设置项“{odd[0]}”", f"可写：{'、'.join(OIDC)}、claim、name")
    if lacking := [word for word in OIDC if config.oidc and not config.oidc.get(word)]:
        raise UserError(f"{path}（oidc）", f"缺少 {'、'.join(lacking)}", "请补上；不用统一身份认证的，整段去掉")
    if config.database and not _is_database(config.database):
        raise UserError(
            f"{path}（database）", "不是数据库的地址", "请写成 postgresql://用户:口令@主机:5432/库名，SQLite 的不写"
        )
    if config.host not in ("127.0.0.1", "localhost", "::1") and not (config.https or config.plain_http):
        raise UserError(
            f"{path}（host）",
            f"要在 {config.host} 上监听，但没有加密传输，口令会明文经过网络",
            "请在前面放一台 TLS 代理并写 https = true；确知网络可信的，写 plain_http = true",
        )
    return config


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


def _is_database(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("postgresql", "postgres") and bool(parts.path.strip("/")) and (parts.port or 1) > 0
    except ValueError:  # a port that is no number
        return False
