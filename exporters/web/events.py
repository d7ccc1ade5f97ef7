"""人生事件 and 经营事件: a declared table says which fields of work belong to which; what it does not list is 其他."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from catalogue.edition import PublicMatter
from catalogue.finding import UserError
from catalogue.yamlfile import read_yaml

FILE = "life_events.yaml"
OTHER = "其他"


class Event(BaseModel):
    """One event: a matter belongs to it when all that is declared holds. Nothing is read from names."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(alias="事件")
    kind: str = Field(alias="类", pattern="^(人生事件|经营事件)$")
    fields: tuple[str, ...] = Field(alias="业务领域", default=())
    types: tuple[str, ...] = Field(alias="事项类型", default=())
    clients: tuple[str, ...] = Field(alias="服务对象", default=())

    def holds(self, matter: PublicMatter) -> bool:
        """Whether a matter belongs here."""
        clients = {client for item in matter.items for client in item.clients}
        return (
            bool(self.fields or self.types)
            and (not self.fields or matter.field in self.fields)
            and (not self.types or matter.type in self.types)
            and (not self.clients or bool(clients.intersection(self.clients)))
        )


def read_events(folders: Iterable[Path]) -> list[Event]:
    """The declared events; an office's own entry of the same name replaces ours."""
    found: dict[str, Event] = {}
    for folder in folders:
        path = folder / FILE
        if not path.exists():
            continue
        for number, entry in enumerate(read_yaml(path) or [], start=1):
            place = f"{FILE} 第 {getattr(entry, 'line', number)} 行"
            try:
                event = Event.model_validate(entry)
            except ValidationError as error:
                words = "、".join(".".join(map(str, one["loc"])) or "整条" for one in error.errors())
                raise UserError(place, f"事件写法不对：{words}", "请对照文件开头的说明改正") from error
            if event.name == OTHER:
                raise UserError(place, "“其他”由程序自动列出，不能自己定义", "请换一个名称")
            found[event.name] = event
    return list(found.values())


def sorted_by_event(
    matters: Iterable[PublicMatter], events: list[Event]
) -> list[tuple[str, str, tuple[PublicMatter, ...]]]:
    """Kind, event, its matters; events without matters are left out, and what belongs to none comes last as 其他."""
    every = tuple(matters)
    found = [(event.kind, event.name, tuple(m for m in every if event.holds(m))) for event in events]
    rest = tuple(m for m in every if not any(event.holds(m) for event in events))
    return [one for one in (*found, (OTHER, OTHER, rest)) if one[2]]
