"""Windows of the hall: what lies where by the hall's own list, what was found, and moving a matter with a reason.

A move is a new version of the matter's 进驻 record, written like an import's; what stood before stays in its history.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import ledger
from app.clock import actor, now
from app.incoming.changes import changes
from app.incoming.preview import Changed, Comparison
from app.judgement.lastrun import LastRun, last_run
from app.lookup.directory import answer_words, identifier
from app.office import Office
from app.store import record_act, transaction
from catalogue.finding import UserError
from catalogue.records import Record, Source, make_record
from rules.facts.item import items
from rules.facts.placement import placements
from rules.facts.world import World
from rules.wording import said

EXEMPT = "经批准不进驻"
NO_WINDOW, OUTSIDE, OPEN, NOT_DUE = "已进驻，没有写窗口", "应进驻，没有进驻", "进驻结论未定", "不适用进驻要求"
UNPLACED = (NO_WINDOW, OUTSIDE, OPEN)
HALL = ("已进驻", "自报窗口", "豁免文号", "豁免批准机关", "豁免理由")


@dataclass(frozen=True)
class Place:
    """One matter's place: where it is by the hall's list (`at`: windows, or one of the words above), what was found of
    it (`due` 应否进驻, `found` 综合窗, each an answer, 待定, 冲突 or ""), and its record's key ("" where there is none)."""

    id: str
    subject: str
    key: str
    department: str
    matter: str
    type: str
    at: tuple[str, ...]
    due: str
    found: str
    number: str
    arrangement: dict[str, Any]
    item: str = ""  # a record that the matter stands in, where the hall's list has none

    @property
    def agrees(self) -> bool:
        """Whether the hall's list and what was found say the same, as far as either says anything."""
        if self.at == (OUTSIDE,):
            return False
        if self.at[0] in (EXEMPT, NO_WINDOW, OPEN, NOT_DUE) or self.found in ("", "待定", "冲突", "不适用"):
            return True
        return self.at == (self.found,)

    @property
    def unplaced(self) -> bool:
        """Whether somebody has to find it a place."""
        return self.at[0] in UNPLACED


@dataclass(frozen=True)
class Arrangement:
    """Where a matter is to go: a window, or out of the hall by an approval (number, approver, ground)."""

    window: str = ""
    number: str = ""
    approver: str = ""
    ground: str = ""


_LOCK = threading.Lock()
_KEPT: dict[str, tuple[tuple[Any, ...], tuple[Place, ...]]] = {}


def places(office: Office) -> Sequence[Place]:
    """Every matter of the lists and of the hall's list, once; computed anew when the store or the judging moves on."""
    run = last_run()
    stamp = (str(office.home), ledger.last_revision(), run.number if run else 0)
    with _LOCK:
        if "places" not in _KEPT or _KEPT["places"][0] != stamp:
            _KEPT["places"] = (stamp, tuple(_places(office, run)))
        return _KEPT["places"][1]


def _places(office: Office, run: LastRun | None) -> list[Place]:
    from datetime import date

    records = [r for kind in ("机构", "办理项", "进驻") for r in ledger.current(office.fields, kind)]
    world = World.of(records, run.day if run else date.fromisoformat(now()[:10]))
    listed = list(items(world))
    first = {one.matter: one.id.partition("|")[2] for one in reversed(listed)}
    by_place = {(r.facts.get("实施主体"), r.facts.get("事项名称")): r for r in world.of_kind("进驻")}
    found = []
    for one in placements(world, listed, {}, {}):
        row = world.placements.get(_names(one.unit, one.name)) or by_place.get((one.unit, one.name))
        decided = run.subjects.get(one.id, {}) if run else {}
        words = {question: answer_words(decision) for question, decision in decided.items()}
        kept = {name: row.facts.get(name) for name in HALL} if row else dict.fromkeys(HALL)
        due = words.get("应否进驻", "")
        found.append(
            Place(
                identifier("进驻", one.id), one.id, row.key if row else "", one.unit, one.name, str(one.facts.get("事项类型", "")),
                _at(kept, due), due, words.get("综合窗", ""), str(kept["豁免文号"] or ""), kept, first.get(one.matter, ""),
            )
        )  # fmt: skip
    return found


def _names(unit: str, name: str) -> tuple[str, str]:
    from catalogue.names import name_key

    return name_key(unit), name_key(name)


def _at(kept: dict[str, Any], due: str) -> tuple[str, ...]:
    if kept["已进驻"] == "是":
        return tuple(kept["自报窗口"] or ()) or (NO_WINDOW,)
    if kept["豁免文号"]:
        return (EXEMPT,)
    if due == "应进驻":
        return (OUTSIDE,)
    return (NOT_DUE,) if due == "不适用" else (OPEN,)


@dataclass(frozen=True)
class Window:
    """One window: 全科, 主题 or 其他; how many matters lie there, how many were found to belong there, how many differ."""

    name: str
    kind: str
    here: int
    found: int
    differ: int


def names(office: Office) -> list[str]:
    """The windows that a matter can be moved to: those that rules know (全科 first), then others in use."""
    known = [str(a) for a in office.book.vocabulary.questions["综合窗"].answers if a != "不适用"]
    used = {name for place in places(office) for name in place.at if name not in (*UNPLACED, EXEMPT, NOT_DUE)}
    return [*known, *sorted(used - set(known))]


def tally(office: Office, seen: Sequence[Place]) -> tuple[list[Window], dict[str, int]]:
    """Each window with its counts, and where every matter is (each in exactly one line; the lines sum to all)."""
    known = set(map(str, office.book.vocabulary.questions["综合窗"].answers))
    here = Counter(name for place in seen for name in place.at)
    found = Counter(place.found for place in seen)
    differ = Counter(name for place in seen if not place.agrees for name in place.at)
    kinds = {name: "全科" if "全科" in name else "主题" if name in known else "其他" for name in names(office)}
    table = [
        Window(name, kinds[name], here[name], found[name], differ[name]) for name in kinds if here[name] + found[name]
    ]
    where = Counter(place.at[0] if place.at[0] in (*UNPLACED, EXEMPT, NOT_DUE) else "在窗口" for place in seen)
    return table, {name: where[name] for name in ("在窗口", EXEMPT, NOT_DUE, *UNPLACED)}


def one(office: Office, number: str) -> Place:
    """A matter's place. Raises `UserError` where there is none of that id."""
    found = next((place for place in places(office) if place.id == number), None)
    if found is None:
        raise UserError("窗口", "没有这个事项", "请从“窗口”页选一个")
    return found


def move(office: Office, number: str, to: Arrangement, why: str) -> Place:
    """Write a matter's new place as a new version of its 进驻 record. Raises `UserError`; then nothing is changed."""
    from app.models import ImportAct

    _sensible(office, to, why)
    with transaction():
        place = one(office, number)
        known, source = _known(place)
        before = ledger.load(office.fields, known.body) if known else None
        record = _record(office, place, before, to)
        if before is not None and before.facts == record.facts:
            raise UserError(place.matter, "已经在那里，没有变化", "不需再移")
        act = ImportAct.objects.create(imported=source, act="调整窗口", why=why.strip(), at=now(), by=actor())
        identity = (record.kind, record.key)
        moved = Changed(*identity, record.name, "", changes(known, record), "") if known else None
        comparison = Comparison(changed=(moved,)) if moved else Comparison(new=(identity,))
        written = ledger.write(office.fields, [record], comparison, source, act)
        told = {
            "事项": place.matter,
            "部门": place.department,
            "原来": "、".join(place.at),
            "现在": to.window or f"{EXEMPT}（{to.number}）",
        }
        record_act("调整窗口", {**told, "理由": why.strip(), "内容": written})
    return one(office, number)


def _sensible(office: Office, to: Arrangement, why: str) -> None:
    if not why.strip():
        raise UserError("理由", "没有写", "请写明为什么移，例如“专窗撤并，并入全科综合窗”")
    if bool(to.window) == bool(to.number or to.approver or to.ground):
        raise UserError("移到", "要么选一个窗口，要么写不进驻的批准", "两样只写一样")
    if to.window:
        if to.window not in names(office):
            raise UserError("移到", f"没有“{to.window}”这个窗口", f"可选：{'、'.join(names(office))}")
        return
    if not to.number.strip():
        raise UserError("批准文号", "没有写", "不进驻要有批准文件，请写文号，例如“某政发〔2021〕3号”")
    if not to.approver.strip():
        raise UserError("批准机关", "没有写", "请写批准不进驻的机关")
    grounds = office.fields.fields["豁免理由"].values
    if to.ground not in grounds:
        raise UserError("不进驻理由", f"没有“{to.ground}”这一种", f"可选：{'、'.join(grounds)}")


def _known(place: Place) -> tuple[Any, Any]:
    """The newest row of the matter's record (or None), and the import that the new version goes with."""
    from app.models import Revision

    rows = Revision.objects.select_related("source").order_by("-id")
    known = rows.filter(kind="进驻", key=place.key).first() if place.key else None
    if known is not None and known.body:
        return known, known.source
    return None, rows.filter(kind="办理项", key=place.item).first().source


def _record(office: Office, place: Place, before: Record | None, to: Arrangement) -> Record:
    facts = (
        dict(before.facts)
        if before
        else {"实施主体": place.department, "事项名称": place.matter, "事项类型": place.type or None}
    )
    fresh: dict[str, Any] = {"已进驻": "是", "自报窗口": [to.window]} if to.window else {
        "已进驻": "否", "豁免文号": to.number.strip(), "豁免批准机关": to.approver.strip(), "豁免理由": to.ground,
    }  # fmt: skip
    facts = {**{name: value for name, value in facts.items() if name not in HALL}, **fresh}
    facts = {name: value for name, value in facts.items() if value is not None}
    by = Source(file=f"调整窗口（{actor()}）")
    sources = {name: before.sources[name] for name in facts if before and name in before.sources}
    changed = {name: by for name in facts if not before or before.facts.get(name) != facts[name]}
    record = make_record(office.fields, "进驻", facts, {**sources, **changed})
    assert before is None or record.key == before.key
    return record


def shown(arrangement: dict[str, Any]) -> str:
    """An arrangement in words."""
    return "；".join(f"{name}：{said(value)}" for name, value in arrangement.items() if value not in (None, "", []))
