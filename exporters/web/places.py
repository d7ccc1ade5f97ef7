"""A page for each town, street, village and park: what it decides, what was handed to it, what it only receives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue.edition import Edition, PublicGrant, PublicMatter
from exporters.guide import guide_path
from exporters.sheet import ordered
from exporters.web.listing import Group, Line, Listing, line_of, page_path
from exporters.where import levels_of

FOLDER, DOOR = "places", "镇街和村"
KINDS = {  # 实施主体类别 or level in an answer -> kinds of place it speaks of
    "镇": ("镇",),
    "街道": ("街道",),
    "镇街": ("镇", "街道"),
    "村": ("村", "社区"),
    "社区": ("社区",),
    "园区": ("园区",),
}
MODES = ("交由", "授权", "委托", "派驻", "服务前移", "直报")
RECEIVES_ONLY = ("服务前移", "直报")
_MEANING = {
    "交由": "依法交由本地办理，以本地的名义作出。",
    "授权": "依法授权本地办理，以本地的名义作出。",
    "委托": "受委托办理，以委托机关的名义，由委托机关负责。",
    "派驻": "由原机关派人在这里办理，决定机关不变。",
    "服务前移": "这里只收件、代办，决定机关不变。",
    "直报": "这里收件后直接报上级，决定机关不变。",
}
_BODIES = ("人民政府", "办事处", "村民委员会", "居民委员会")  # 甲镇人民政府 is the body of 甲镇, not another place


@dataclass(frozen=True)
class Place:
    """A place that the edition names: its kind (镇, 街道, 村, 社区, 园区, 镇街), and whether it stands for all (各镇人民政府)."""

    name: str
    kind: str
    everyone: bool

    @property
    def path(self) -> str:
        """Where its page lies."""
        return page_path(FOLDER, self.name)


def places(edition: Edition) -> list[Place]:
    """Every place the edition names, as a recipient or as the organ of a matter; towns first, those standing for all last."""
    found: dict[str, Place] = {}
    named = [(grant.recipient, grant.recipient_kind) for grant in edition.grants]
    named += [(matter.department, matter.department_kind) for matter in edition.matters]
    for name, kind in named:
        if kind in KINDS:
            one = Place(_body(name, kind), kind, name.startswith("各"))
            found.setdefault(one.name, one)
    order = ordered([place.kind for place in found.values()], ("镇", "街道", "园区", "村", "社区", "镇街"))
    return sorted(found.values(), key=lambda place: (place.everyone, order.index(place.kind)))


def place_pages(edition: Edition) -> list[Listing]:
    """One page a place, from what the edition holds and nothing else."""
    return [_page(edition, place) for place in places(edition)]


def place_links(edition: Edition) -> dict[str, str]:
    """Recipient or department, as the edition writes it -> path of its place's page."""
    paths = {place.name: place.path for place in places(edition)}
    named = [(grant.recipient, grant.recipient_kind) for grant in edition.grants]
    named += [(matter.department, matter.department_kind) for matter in edition.matters]
    return {name: paths[_body(name, kind)] for name, kind in named if kind in KINDS}


@dataclass(frozen=True)
class Nearby:
    """A recipient of a matter: its page (empty: none) and the modes in which it takes part."""

    name: str
    path: str
    modes: str


def nearby(grants: tuple[PublicGrant, ...], links: dict[str, str]) -> tuple[Nearby, ...]:
    """The recipients of one matter, each once."""
    modes: dict[str, dict[str, None]] = {}
    for grant in grants:
        modes.setdefault(grant.recipient, {})[grant.mode] = None
    return tuple(Nearby(name, links.get(name, ""), "、".join(found)) for name, found in modes.items())


def _page(edition: Edition, place: Place) -> Listing:
    handed = [
        g for g in edition.grants if g.recipient_kind in KINDS and _body(g.recipient, g.recipient_kind) == place.name
    ]
    own = [
        m
        for m in edition.matters
        if m.department_kind in KINDS and _body(m.department, m.department_kind) == place.name
    ]
    statutory = [grant for grant in handed if grant.mode == "法定本级"]
    shared = [] if place.everyone else [m for m in edition.matters if _speaks_of(m, place)]
    received = [m for m in edition.matters if m not in own and m not in shared and _receives(m, place)]
    groups = []
    if own or statutory:
        lines = tuple(line_of(m) for m in own) + tuple(_grant_line(g) for g in statutory)
        groups.append(Group("自己办的", lines, "目录写明由本单位实施，或者列为法定本级。"))
    for name in ordered([m.department for m in shared]):
        lines = tuple(line_of(m) for m in shared if m.department == name)
        groups.append(Group(f"目录写作由“{name}”办的", lines, f"目录对{_all(place)}一并写明，没有逐个列名。"))
    for mode in ordered([g.mode for g in handed if g.mode != "法定本级"], MODES):
        lines = tuple(_grant_line(g) for g in handed if g.mode == mode)
        title = f"只收件的（{mode}）" if mode in RECEIVES_ONLY else f"上级交下来的（{mode}）"
        groups.append(Group(title, lines, _MEANING.get(mode, "")))
    if received:
        note = "判定结论写明可在这一级收件，由别的机关决定。"
        groups.append(Group("只收件的", tuple(replace(line_of(m), detail=m.department) for m in received), note))
    counts = "，".join(f"{group.heading}{len(group.lines)}项" for group in groups)
    return Listing(
        title=place.name,
        path=place.path,
        door=DOOR,
        lead=f"{counts}。" if counts else "本版没有列入。",
        groups=tuple(groups),
        facts=(("说明", "只列本版目录里有的事项，不是法定权力的全部；本版没有公布的，这里也不列。"),),
    )


def _speaks_of(matter: PublicMatter, place: Place) -> bool:
    """Whether the matter's organ is written for all places of this kind."""
    return matter.department.startswith("各") and place.kind in KINDS.get(matter.department_kind, ())


def _receives(matter: PublicMatter, place: Place) -> bool:
    """Whether an answer says that places of this kind take the papers in."""
    said = (*matter.said, *(one for item in matter.items for one in item.said))
    kinds = {
        kind
        for one in said
        if one.question == "收件"
        for level in levels_of(one.answer)
        for kind in KINDS.get(level, ())
    }
    return bool(kinds.intersection(KINDS.get(place.kind, ())))


def _grant_line(grant: PublicGrant) -> Line:
    """A grant as a line: from whom, where it is finished, on whose responsibility, by which paper, for how long."""
    term = "至".join(str(day) if day else "未载明" for day in (grant.begins, grant.ends)) if grant.begins else ""
    parts = (
        ("原实施机关", grant.former_organ),
        ("在哪里办结", grant.finished_by),
        ("名义和责任", grant.in_name_of),
        ("文书", grant.instrument),
        ("期限", term),
        ("依据", "；".join(grant.grant_basis)),
    )
    detail = "　".join(f"{label}：{words}" for label, words in parts if words)
    return Line(grant.matter, guide_path(grant.matter_id) if grant.matter_id else "", grant.type, detail)


def _all(place: Place) -> str:
    return {"镇": "各镇", "街道": "各街道", "村": "各村", "社区": "各社区", "园区": "各园区"}.get(place.kind, "各地")


def _body(name: str, kind: str) -> str:
    """The place a body stands for: 甲镇人民政府 -> 甲镇. A name that stands for all, and a park's, stay as they are."""
    if name.startswith("各") or kind == "园区":
        return name
    for body in _BODIES:
        if len(name) > len(body) + 1 and name.endswith(body):
            short = name.removesuffix(body)
            return short + "村" if body == "村民委员会" and not short.endswith("村") else short
    return name
