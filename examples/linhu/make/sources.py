"""Reading the hand-written sources: organisations, matters, grants, figures, the answer key of planted faults."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from catalogue.yamlfile import read_yaml

HERE = Path(__file__).resolve().parents[1]
SOURCE = HERE / "source"
REGISTER = HERE.parents[1] / "rules" / "book" / "matters"
YEAR_END = "2021-12-31"  # the county's lists are of that day: no unit cites an article that is not law yet
SIX_AND_SERVICE = ("行政许可", "行政给付", "行政确认", "行政奖励", "行政裁决", "其他行政权力", "公共服务")


@dataclass(frozen=True)
class Matter:
    """A matter of the real register, as this county lists it."""

    id: str
    name: str
    type: str
    field: str
    clients: tuple[str, ...]
    articles: tuple[tuple[str, str, str], ...]  # text, article, organ named
    legal_limit: str
    items: tuple[str, ...]
    traits: tuple[str, ...]
    begins: str


@cache
def source(name: str) -> Any:
    """One hand-written source file."""
    return read_yaml(SOURCE / f"{name}.yaml")


def cited(entry: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    """What the county's lists cite for a matter: as they wrote it where they did (依据), else what the register has."""
    if written := source("事项")["依据"].get(entry["标识"]):
        return tuple((text, article, organ) for text, article, organ in written)
    return tuple((a["文件"], a["条"], a["主体"]) for a in entry["法条"] if str(a.get("施行", "")) <= YEAR_END)


@cache
def register() -> dict[str, list[Matter]]:
    """The register, by the prefix of the holder (MZ, ZR ...), in the order of the files."""
    matters: dict[str, list[Matter]] = {}
    for path in sorted(REGISTER.glob("*.yaml")):
        for entry in read_yaml(path):
            matter = Matter(
                id=entry["标识"],
                name=entry["名称"],
                type=entry["类型"],
                field=entry.get("领域", ""),
                clients=tuple(entry.get("服务对象") or ()),
                articles=cited(entry),
                legal_limit=entry.get("法定时限", ""),
                items=tuple(entry.get("办理项") or ()),
                traits=tuple(entry.get("特点") or ()),
                begins=entry.get("施行", ""),
            )
            matters.setdefault(matter.id.split("-")[0], []).append(matter)
    return matters
