"""Ways to browse: by department, level, window, audience and life event; every matter is behind every door."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalogue.edition import Edition, PublicMatter
from exporters.labels import LEVELS, NOT_STATED
from exporters.rows import window_name
from exporters.sheet import Sheet, ordered
from exporters.web.events import OTHER, Event, sorted_by_event
from exporters.web.listing import Group, Listing, by_department, by_type, page_path

FOLDER = "browse"
CLIENTS = ("自然人", "企业法人", "事业法人", "社会组织法人", "非法人企业", "行政机关", "其他组织")


@dataclass(frozen=True)
class Door:
    """One way to browse: its name and its pages."""

    name: str
    pages: tuple[Listing, ...]


def doors(edition: Edition, events: list[Event], sheets: Iterable[Sheet] = ()) -> list[Door]:
    """Every way to browse an edition; a matter without the fact in question stands under 目录未载明, never nowhere."""
    matters = edition.matters
    found = sorted_by_event(matters, events)
    event_doors = [
        Door(
            kind, tuple(_page(kind, name, chosen, by_department(chosen)) for one, name, chosen in found if one == kind)
        )
        for kind in ("人生事件", "经营事件", OTHER)
    ]
    other = tuple(page for door in event_doors if door.name == OTHER for page in door.pages)
    return [
        *(Door(door.name, door.pages + (other if door.name == "人生事件" else ())) for door in event_doors[:2]),
        Door("服务对象", _values("服务对象", matters, _clients, CLIENTS)),
        Door("窗口", window_pages(edition, sheets)),
        Door("部门", _values("部门", matters, lambda m: [m.department], grouped=by_type)),
        Door("办结层级", _values("办结层级", matters, _level, tuple(LEVELS.values()))),
    ]


def window_pages(edition: Edition, sheets: Iterable[Sheet] = ()) -> tuple[Listing, ...]:
    """A page a window: what it takes, where and when it is open, and its lists."""
    names = ordered([window_name(m.window) for m in edition.matters if m.in_hall and m.window])
    known = list(sheets)
    pages = []
    for name in names:
        chosen = [m for m in edition.matters if m.in_hall and window_name(m.window) == name]
        facts = tuple(
            (
                label,
                "\n".join(dict.fromkeys(getattr(item, key) for m in chosen for item in m.items if getattr(item, key))),
            )
            for label, key in (("办理地点", "place"), ("办理时间", "hours"), ("咨询电话", "enquiry_phone"))
        )
        more = tuple(
            (s.title, f"{s.path}.html") for s in known if s.path.split("/")[-1] in (name, name.removesuffix("综合窗"))
        )
        lead = f"这个窗口收{len(chosen)}项，涉及{len({m.department for m in chosen})}个部门。"
        pages.append(
            Listing(name, page_path("windows", name), "窗口", lead, by_department(chosen), _short(facts), more)
        )
    rest = [m for m in edition.matters if not (m.in_hall and m.window)]
    if rest:
        groups = (
            *_named("已进驻政务大厅，窗口未定", [m for m in rest if m.in_hall]),
            *_named("不在政务大厅办理", [m for m in rest if not m.in_hall]),
        )
        lead = f"共{len(rest)}项，请看各项办事指南里的办理地点。"
        pages.append(Listing("不在综合窗办理", page_path("windows", "不在综合窗办理"), "窗口", lead, groups))
    return tuple(pages)


def _short(facts: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Facts of a window; where departments differ too much to be listed, the guide is pointed to."""
    most = 6
    return tuple(
        (label, words if words.count("\n") < most else f"各事项不同（{words.count(chr(10)) + 1}种），见各项办事指南")
        for label, words in facts
        if words
    )


def _named(heading: str, matters: list[PublicMatter]) -> tuple[Group, ...]:
    lines = tuple(line for group in by_department(matters) for line in group.lines)
    return (Group(heading, lines),) if lines else ()


def _values(
    door: str,
    matters: tuple[PublicMatter, ...],
    value: Callable[[PublicMatter], list[str]],
    order: tuple[str, ...] = (),
    grouped: Callable[[Iterable[PublicMatter]], tuple[Group, ...]] = by_department,
) -> tuple[Listing, ...]:
    of = {m.id: value(m) for m in matters}
    names = ordered([name for found in of.values() for name in found], order)
    names.sort(key=lambda name: name == NOT_STATED)
    pages = []
    for name in names:
        chosen = [m for m in matters if name in of[m.id]]
        pages.append(_page(door, name, chosen, grouped(chosen)))
    return tuple(pages)


def _page(door: str, name: str, chosen: Iterable[PublicMatter], groups: tuple[Group, ...]) -> Listing:
    chosen = list(chosen)
    lead = f"{door}：共{len(chosen)}项。" if door != OTHER else f"没有归入上面各个事件的，共{len(chosen)}项。"
    return Listing(name, page_path(f"{FOLDER}/{door}", name), door, lead, groups)


def _clients(matter: PublicMatter) -> list[str]:
    return list(dict.fromkeys(client for item in matter.items for client in item.clients)) or [NOT_STATED]


def _level(matter: PublicMatter) -> list[str]:
    return [LEVELS.get(matter.finished_at, matter.finished_at) or NOT_STATED]
