"""The register of grants (赋权台账) as of a day: every grant to every recipient with the state its events prove."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import ledger
from app.grants.living import lives_of
from app.office import Office
from catalogue.finding import UserError
from catalogue.likeness import alike
from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.grant import grants
from rules.facts.life import NOTHING, Life
from rules.facts.lives import ALL_MATTERS, ALL_RECIPIENTS, Lives, next_stages
from rules.facts.subject import Subject
from rules.facts.world import World

KINDS = ("赋权", "赋权经过", "机构", "文件", "承接能力", "办件统计", "裁定")  # what a grant is judged by
UNPROVEN = "没有登记经过"


@dataclass(frozen=True)
class Which:
    """Which grants are meant; an empty part means all."""

    batch: str = ""
    matter: str = ""
    recipient: str = ""
    mode: str = ""
    stage: str = ""

    def words(self) -> str:
        """In words, for messages and titles."""
        return "、".join(filter(None, (self.batch, self.matter, self.recipient, self.mode, self.stage))) or "全部赋权"


@dataclass(frozen=True)
class Standing:
    """One grant to one recipient on a day. `stage` is what its events prove (`UNPROVEN` without any), `claimed` what the
    list says; `waiting`: events registered of it that do not hold."""

    subject: Subject
    row: Record
    life: Life | None
    stage: str
    since: date | None
    state: str
    claimed: str
    agrees: str
    following: tuple[str, ...]
    waiting: int

    def fact(self, name: str) -> str:
        """A fact in words, empty where unknown."""
        value = self.subject.facts.get(name)
        return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON and tables, in Chinese."""
        return {
            "批次": self.fact("批次"), "事项名称": self.subject.name, "事项类型": self.fact("事项类型"), "原实施机关": self.fact("原实施机关"),
            "承接主体": self.subject.unit, "赋权方式": self.fact("赋权方式"), "环节": self.stage,
            "自": self.since.isoformat() if self.since else "", "现行状态": self.state, "目录写的状态": self.claimed,
            "目录": self.agrees, "下一步": "、".join(self.following), "不成立的登记": self.waiting,
            "最近评估": self.fact("最近评估日期"), "委托止": self.fact("委托止"),
        }  # fmt: skip


def records_of(office: Office) -> list[Record]:
    """The records that grants are judged by."""
    return [record for kind in KINDS for record in ledger.current(office.fields, kind)]


def register(
    office: Office,
    day: date,
    which: Which = Which(),
    records: Sequence[Record] | None = None,
    lived: Lives | None = None,
) -> list[Standing]:
    """The grants meant, in the order of batches, matters and recipients. Raises `UserError` where none is meant."""
    records = records_of(office) if records is None else records
    lived = lives_of(office, records) if lived is None else lived
    world, held = World.of(records, day), office.book.on(day)
    rows = {record.key: record for record in world.of_kind("赋权")}
    everything = []
    for subject in grants(world, held, lived):
        row = rows[subject.id.removeprefix("赋权|").rsplit("|", 1)[0]]
        recipient = subject.id.rsplit("|", 1)[1]
        everything.append(_standing(office, subject, row, lived.of.get((row.key, recipient)), day))
    if not everything:
        raise UserError("赋权", "库里没有赋权目录", "请先导入赋权目录（quanmu import）")
    found = [one for one in everything if _meant(one, which, world)]
    if not found and (which.batch or which.matter or which.recipient):
        raise UserError(which.words(), "没有这样的赋权", _near(everything, which))
    return found


def _standing(office: Office, subject: Subject, row: Record, life: Life | None, day: date) -> Standing:
    step = life.on(day) if life else None
    proven = subject.facts.get("经过环节")
    stage = str(proven or (NOTHING if life else UNPROVEN))
    claimed = str(subject.facts.get("清单赋权状态") or row.facts.get("赋权状态") or "")
    return Standing(
        subject, row, life, stage, step.day if step else None, str(subject.facts.get("赋权状态") or ""), claimed,
        str(subject.facts.get("状态相符") or ""),
        tuple(next_stages(office.book, NOTHING if stage == UNPROVEN else stage, day)),
        len(life.refused) if life else 0,
    )  # fmt: skip


def _meant(one: Standing, which: Which, world: World) -> bool:
    recipients = {name_key(name) for name in world.members(which.recipient)[0]} if which.recipient else set()
    return (
        (not which.batch or name_key(which.batch) == name_key(one.fact("批次")))
        and (which.matter in ("", ALL_MATTERS) or name_key(which.matter) == name_key(one.subject.name))
        and (which.recipient in ("", ALL_RECIPIENTS) or name_key(one.subject.unit) in recipients)
        and (not which.mode or which.mode == one.fact("赋权方式"))
        and (not which.stage or which.stage in (one.stage, one.state))
    )


def _near(everything: Iterable[Standing], which: Which) -> str:
    """What was perhaps meant: the batches there are, names like the one written."""
    batches = list(dict.fromkeys(one.fact("批次") for one in everything))
    if which.batch and name_key(which.batch) not in map(name_key, batches):
        return f"有的批次：{'、'.join(batches)}"
    names = list(dict.fromkeys(one.subject.name for one in everything))
    if which.matter and name_key(which.matter) not in map(name_key, names):
        near = "、".join(name for name, _ in alike(which.matter, names, least=0.3))
        return f"相近的有：{near or '无'}"
    return "请核对承接主体是不是这一项的承接主体（quanmu grants list）"
