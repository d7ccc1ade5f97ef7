"""A 一件事 before it is a page: its matters' papers each asked once, their steps merged, what it was before and is now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from catalogue.edition import Edition, PackagePart, PublicItem, PublicMatter, PublicPackage
from catalogue.names import name_key

COUNTED, SAID = "由已公布的办事指南数出", "牵头单位数出"
_WORKING_DAYS = re.compile(r"(\d+)个?工作日")


@dataclass(frozen=True)
class Change:
    """环节, 材料 or 时限: one by one before, together now, and who counted."""

    what: str
    before: str
    after: str
    source: str


@dataclass(frozen=True)
class Merged:
    """A paper or a step, once, with the matters that need it; `words` are a paper's columns."""

    name: str
    matters: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class PackageGuide:
    """All that the guide of a 一件事 shows."""

    title: str
    path: str
    package: PublicPackage
    parts: tuple[tuple[PackagePart, PublicMatter | None], ...]
    materials: tuple[Merged, ...]
    steps: tuple[Merged, ...]
    changes: tuple[Change, ...]
    places: tuple[tuple[str, str], ...]  # of each matter: where, and the number to ask
    without: tuple[str, ...]  # matters that have no published guide

    @property
    def every(self) -> int:
        """How many matters there are."""
        return len(self.parts)


def package_path(package_id: str) -> str:
    """Where the guide of a 一件事 lies."""
    return f"packages/{package_id}.html"


def packages(edition: Edition) -> list[PackageGuide]:
    """The guide of each 一件事, in the edition's order."""
    matters = {matter.id: matter for matter in edition.matters}
    return [package_guide(one, matters) for one in edition.packages]


def package_guide(package: PublicPackage, matters: dict[str, PublicMatter]) -> PackageGuide:
    """One guide: papers of the same name are one, with the strictest need and the largest number of copies."""
    parts = tuple((part, matters.get(part.matter_id)) for part in package.parts)
    known = [(part.matter, _items(part, matter)) for part, matter in parts if matter]
    materials, steps = _materials(known), _steps(known)
    return PackageGuide(
        title=package.name,
        path=package_path(package.id),
        package=package,
        parts=parts,
        materials=materials,
        steps=steps,
        changes=_changes(package, known, len(materials), len(steps)),
        places=tuple((name, _of(items)) for name, items in known),
        without=tuple(part.matter for part, matter in parts if matter is None),
    )


def _items(part: PackagePart, matter: PublicMatter) -> tuple[PublicItem, ...]:
    """The 办理项 meant; all of them where none is named, or none bears the name."""
    wanted = name_key(part.item)
    return tuple(one for one in matter.items if wanted in (name_key(one.name), name_key(one.situation))) or matter.items


def _of(items: Iterable[PublicItem]) -> str:
    return "\n".join(
        dict.fromkeys("　".join(filter(None, (i.place, i.enquiry_phone))) for i in items if i.place or i.enquiry_phone)
    )


def _materials(known: list[tuple[str, tuple[PublicItem, ...]]]) -> tuple[Merged, ...]:
    found: dict[str, list[tuple[str, tuple[str, str, str, str]]]] = {}
    names: dict[str, str] = {}
    for matter, items in known:
        for item in items:
            for one in item.materials:
                key = name_key(one.name)
                names.setdefault(key, one.name)
                found.setdefault(key, []).append((matter, (one.need, one.form, one.copies, one.source)))
    return tuple(
        Merged(
            names[key],
            tuple(dict.fromkeys(matter for matter, _ in asked)),
            tuple(_joined(place, [words[place] for _, words in asked]) for place in range(4)),
        )
        for key, asked in found.items()
    )


def _joined(place: int, values: list[str]) -> str:
    """Different words of one paper side by side; 必要 outweighs 非必要, the largest number of copies the smaller."""
    distinct = [one for one in dict.fromkeys(values) if one]
    if place == 0 and "必要" in distinct:
        return "必要"
    if place == 2 and distinct and all(one.removesuffix("份").isdecimal() for one in distinct):
        return max(distinct, key=lambda one: int(one.removesuffix("份")))
    return "、".join(distinct)


def _longest(items: tuple[PublicItem, ...]) -> tuple[str, ...]:
    return max((item.steps for item in items), key=len, default=())


def _steps(known: list[tuple[str, tuple[PublicItem, ...]]]) -> tuple[Merged, ...]:
    """The steps of all matters in one order: a step that two matters share is gone through once."""
    order: list[str] = []
    used: dict[str, list[str]] = {}
    for matter, items in known:
        place = 0
        for step in _longest(items):
            if step in order:
                place = max(place, order.index(step) + 1)
            else:
                order.insert(place, step)
                place += 1
            if matter not in used.setdefault(step, []):
                used[step].append(matter)
    return tuple(Merged(step, tuple(used[step])) for step in order)


def _changes(
    package: PublicPackage, known: list[tuple[str, tuple[PublicItem, ...]]], materials: int, steps: int
) -> tuple[Change, ...]:
    """Before and now: the lead organ's figures where it gave both (and what the guides come to, where that is another
    number), else counted over the published guides."""
    papers = sum(len({name_key(m.name) for item in items for m in item.materials}) for _, items in known)
    through = sum(len(_longest(items)) for _, items in known)
    days = [_days(items) for _, items in known]
    together = [day for day in days if day is not None]
    timed = len(together) == len(days) and bool(days)
    counted = (
        ("环节", f"{through}个", f"{steps}个", package.steps_before, package.steps_after, "个", bool(known)),
        ("材料", f"{papers}份", f"{materials}份", package.materials_before, package.materials_after, "份", bool(known)),
        (
            "时限", f"{_said(sum(together))}（逐项先后办）" if timed else "", f"{_said(max(together))}（同时办，以最长的为准）" if timed else "",
            package.limit_before, package.limit_after, "", timed,
        ),
    )  # fmt: skip
    found = []
    for what, before, after, said_before, said_after, unit, able in counted:
        if said_before and said_after:
            differs = unit and able and f"{said_after}{unit}" != after
            note = f"；已公布的办事指南合并为{after}" if differs else ""
            found.append(Change(what, f"{said_before}{unit}", f"{said_after}{unit}", SAID + note))
        elif able:
            found.append(Change(what, before, after, COUNTED))
        else:
            found.append(Change(what, "", "", "办事指南没有载明，或者单位不同、不能相加"))
    return tuple(found)


def _said(days: int) -> str:
    return f"{days}个工作日" if days else "即办"


def _days(items: tuple[PublicItem, ...]) -> int | None:
    """The longest promised limit in working days, None where one is missing or of another unit; 即办 is none."""
    found = []
    for item in items:
        limit = item.promised_limit or item.legal_limit
        if limit == "即办":
            found.append(0)
        elif match := _WORKING_DAYS.fullmatch(limit):
            found.append(int(match[1]))
        else:
            return None
    return max(found, default=None)
