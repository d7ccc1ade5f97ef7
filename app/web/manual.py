"""The 操作手册: chapters for each role with pictures of the screens, as a page and on paper."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.web.roles import Role
from catalogue.edition import County
from catalogue.finding import UserError
from catalogue.yamlfile import read_yaml
from exporters.paper.manual import Chapter as Printed
from exporters.paper.manual import manual_pdf

FILE = Path(__file__).with_name("manual.yaml")
PICTURES = Path(__file__).parent / "static" / "manual"


class Chapter(BaseModel):
    """One chapter. `shown` begins the picture's own title ("" where it names a thing); `routes`: the screens it is about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(alias="编号")
    title: str = Field(alias="标题")
    roles: tuple[Role, ...] = Field(alias="角色")
    routes: tuple[str, ...] = Field(alias="路由")
    picture: str = Field(alias="画面")
    shown: str = Field(alias="画面标题")
    caption: str = Field(alias="画面说明")
    steps: tuple[str, ...] = Field(alias="步骤")

    @property
    def path(self) -> Path:
        """The picture's file."""
        return PICTURES / f"{self.picture}.png"


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters, in their order."""
    return tuple(Chapter.model_validate(_plain(one)) for one in read_yaml(FILE))


def _plain(entry: Any) -> dict[str, Any]:
    """An entry with its empty lists as lists."""
    lists = ("角色", "路由", "步骤")
    return {
        name: (list(value) if value else []) if name in lists else str(value) for name, value in dict(entry).items()
    }


def for_roles(roles: Collection[Role]) -> list[Chapter]:
    """What someone of these roles needs; all of it where none is named."""
    return [one for one in chapters() if not roles or not one.roles or set(one.roles) & set(roles)]


def about(route: str) -> str:
    """The chapter about a screen; "" where there is none."""
    return next((one.id for one in chapters() if route in one.routes), "")


def role_of(text: str) -> frozenset[Role]:
    """The role of that name; none for "". Raises `UserError`."""
    if not text:
        return frozenset()
    try:
        return frozenset({Role(text)})
    except ValueError as error:
        raise UserError("角色", f"没有“{text}”这个角色", f"可写：{'、'.join(Role)}") from error


def paper(county: County, roles: Collection[Role]) -> bytes:
    """The manual as a PDF; made once for the same county, roles and pictures."""
    mark = hashlib.sha256(
        FILE.read_bytes() + b"".join(p.read_bytes() for p in sorted(PICTURES.glob("*.png")))
    ).hexdigest()
    return _paper(county, tuple(role for role in Role if role in roles), mark)


@lru_cache(maxsize=8)
def _paper(county: County, roles: tuple[Role, ...], _mark: str) -> bytes:
    made = [
        Printed(one.title, one.steps, one.caption, one.path.read_bytes() if one.path.exists() else b"")
        for one in for_roles(roles)
    ]
    return manual_pdf(county.name, "、".join(roles) or "全部角色", made, "示例" if county.example else "")
