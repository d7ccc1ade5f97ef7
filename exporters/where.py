"""The first thing a guide says: where do I go - who receives, who decides, which window, what to bring, how long."""

from __future__ import annotations

import re
from typing import Any

from catalogue.edition import PublicItem, PublicMatter, Said
from exporters.labels import text
from exporters.pages import copies

_LEVELS = {
    "村": "村（社区）",
    "镇街": "镇（街道）",
    "镇": "镇",
    "街道": "街道",
    "县": "县级",
    "市": "设区的市级",
    "省": "省级",
}

CHARGES = {"否": "不收费", "是": "收费", "不收费": "不收费"}


def where_to_go(matter: PublicMatter, hall: str, window: str) -> tuple[tuple[str, str], ...]:
    """Label and words (empty: not stated), in the order a citizen asks; `hall`, `window`: how the page words them."""
    received = answered(matter, ("收件",))
    counter = f"政务大厅{window}" if matter.in_hall and window else "政务大厅" if matter.in_hall else ""
    decided = answered(matter, ("现行决定", "决定", "法定决定"))
    items = matter.items
    return (
        ("谁收件", "；".join(filter(None, (received, counter)))),
        ("谁决定", "，".join(filter(None, (decided, f"由{matter.department}实施")))),
        ("哪个窗口", window or hall),
        ("办理地点", "\n".join(each(items, "place"))),
        ("办理时间", "\n".join(each(items, "hours"))),
        ("要多久", "\n".join(_limits(items))),
        ("要花钱吗", "\n".join(_charges(items))),
        ("要跑几次", "\n".join(_times(items))),
        ("咨询电话", "\n".join(each(items, "enquiry_phone"))),
    )


def answered(matter: PublicMatter, questions: tuple[str, ...]) -> str:
    """The answer to the first of these questions that the edition answers; where items differ, each says whose it is."""
    for question in questions:
        own = [one for one in matter.said if one.question == question]
        if own:
            return "；".join(_answer(one) for one in own)
        found: dict[str, list[str]] = {}
        for item in matter.items:
            for one in item.said:
                if one.question == question:
                    found.setdefault(_answer(one), []).append(item.situation or item.name)
        if found:
            return "；".join(_owners(found, len(matter.items)))
    return ""


def levels_of(answer: str) -> tuple[str, ...]:
    """The levels that an answer about 收件 or 决定 names (村或镇 -> 村, 镇); empty where it is no list of levels."""
    parts = tuple(re.split("[或和]", answer.removesuffix("共同")))
    return parts if all(part in _LEVELS for part in parts) else ()


def spoken_level(answer: str) -> str:
    """县 -> 县级, 村或镇街 -> 村（社区）或镇（街道）; any other answer as it is."""
    if not levels_of(answer):
        return answer
    joint = "或" if "或" in answer else "和"
    return joint.join(_LEVELS[part] for part in levels_of(answer)) + ("共同" if answer.endswith("共同") else "")


def each(items: tuple[PublicItem, ...], name: str) -> list[str]:
    """The distinct values over a matter's items, in order; where items differ, each value says whose it is."""
    found: dict[str, list[str]] = {}
    for item in items:
        if words := text(getattr(item, name)):
            found.setdefault(words, []).append(item.situation or item.name)
    return _owners(found, len(items))


def materials_of(items: tuple[PublicItem, ...]) -> list[dict[str, str]]:
    """Each paper once, with the items that ask for it where not all do."""
    asked: dict[str, list[str]] = {}
    shown: dict[str, dict[str, str]] = {}
    for item in items:
        for one in item.materials:
            asked.setdefault(one.name, []).append(item.situation or item.name)
            words = {"name": one.name, "need": one.need, "form": one.form, "copies": copies(one.copies)}
            shown.setdefault(one.name, words)
    return [
        row | {"only": "" if len(asked[name]) == len(items) else "、".join(asked[name])} for name, row in shown.items()
    ]


def _owners(found: dict[str, list[str]], number: int) -> list[str]:
    if len(found) < 2 and sum(map(len, found.values())) in (0, number):
        return list(found)
    return [f"{'、'.join(dict.fromkeys(names))}：{words}" for words, names in found.items()]


def _answer(one: Said) -> str:
    return spoken_level(one.answer) + ("（经裁定）" if one.by_ruling else "")


def _limits(items: tuple[PublicItem, ...]) -> list[str]:
    def say(item: PublicItem) -> str:
        kind = f"（{item.case_type}）" if item.case_type else ""
        if item.promised_limit.startswith("即"):
            return item.promised_limit + kind
        if item.promised_limit:
            law = f"，法定{item.legal_limit}" if item.legal_limit else ""
            return f"承诺{item.promised_limit}{kind}{law}"
        return f"法定{item.legal_limit}{kind}" if item.legal_limit else kind.strip("（）")

    return _worded(items, say)


def _charges(items: tuple[PublicItem, ...]) -> list[str]:
    return _worded(items, lambda item: CHARGES.get(item.charges, item.charges))


def _times(items: tuple[PublicItem, ...]) -> list[str]:
    def say(item: PublicItem) -> str:
        if not item.visits.isdigit():
            return item.visits
        return "不用到现场" if int(item.visits) == 0 else f"到现场{item.visits}次"

    return _worded(items, say)


def _worded(items: tuple[PublicItem, ...], say: Any) -> list[str]:
    found: dict[str, list[str]] = {}
    for item in items:
        if words := say(item):
            found.setdefault(words, []).append(item.situation or item.name)
    return _owners(found, len(items))
