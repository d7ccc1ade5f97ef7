"""The powers that the law itself gives to towns and streets (法定职权), as rows of their 自查表: theirs, never devolved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.judgement.judging import Judgement
from catalogue.names import name_key
from rules.facts.judged import Judged

STATUTORY = "法定"
OWN, OR_COUNTY, WITH_COUNTY, SOME_CASES, OPEN = (
    "法定本级", "法定（县级也可以办）", "法定（和县级共同办）", "法定（部分情形）", "待定",
)  # fmt: skip
_MEANT = {"镇": ("镇", "镇街"), "街道": ("街道", "镇街")}
OWN_LISTS = {"镇": ("镇", "镇街"), "街道": ("街道", "镇街")}  # 实施主体类别 of a list that is the town's own


class Statutory:
    """Looked up once over a judgement: by kind of unit, its statutory matters."""

    def __init__(self, judgement: Judgement) -> None:
        self.items: dict[str, list[Judged]] = defaultdict(list)
        for one in (*judgement.of_kind("办理项"), *judgement.of_kind("职权")):
            self.items[_key(one)].append(one)
        self.grants: dict[str, dict[str, list[Judged]]] = defaultdict(lambda: defaultdict(list))
        for one in judgement.of_kind("赋权"):
            if one.facts.get("赋权状态") not in ("收回", "取消"):
                self.grants[name_key(str(one.facts.get("承接主体")))][_key(one)].append(one)

    def rows(self, unit: str, kind: str, promised: Mapping[str, str]) -> list[dict[str, Any]]:
        """The rows of one town or street, in the order of the lists; nothing for any other kind of unit.

        A matter of the town's own list whose deciding organ is open is a row too, marked 待定: it is not left out
        because nobody knows, and not called statutory either.
        """
        if kind not in _MEANT:
            return []
        granted = self.grants[name_key(unit)]
        meant = {key: nature for key, items in self.items.items() if (nature := _nature(items, kind))}
        for key, nature in meant.items():  # the grant's own scope may be settled where the matter as a whole is not
            if nature == OPEN and any(one.answer("可否下放") == "法定" for one in granted.get(key, ())):
                meant[key] = SOME_CASES
        # what a list of grants rightly calls 法定本级 is nothing given: it is told here, also where no other list has it
        meant |= {key: OWN for key, some in granted.items() if key not in meant and any(map(called_statutory, some))}
        return [self._row(unit, key, nature, granted.get(key, []), promised) for key, nature in meant.items()]

    def _row(
        self, unit: str, key: str, nature: str, granted: Sequence[Judged], promised: Mapping[str, str]
    ) -> dict[str, Any]:
        items = self.items.get(key) or granted
        listed = [*_listed(self.items.get(key, ())), *map(_said_of, granted)]
        return {
            "对象": f"法定|{unit}|{key}",
            "自查类别": STATUTORY,
            "事项名称": _name(items[0]),
            "事项类型": items[0].facts.get("事项类型"),
            "权力性质": nature,
            "职权依据": "；".join(_basis(items)),
            "清单所列": "、".join(listed),
            "公布的承诺时限": promised.get(key, ""),
        }


def called_statutory(grant: Judged) -> bool:
    """Whether a list of grants rightly calls a power 法定本级: then it is the unit's own and nothing was given."""
    return grant.facts.get("赋权方式") == "法定本级" and grant.answer("可否下放") == "法定"


def _said_of(grant: Judged) -> str:
    """The list of grants that names a statutory power, and how: mostly it is out of place there."""
    return f"赋权目录（{grant.facts.get('批次', '')}，写作“{grant.facts.get('赋权方式', '')}”）"


def _key(one: Judged) -> str:
    return str(one.facts.get("事项") or name_key(_name(one)))


def _nature(items: Sequence[Judged], kind: str) -> str:
    """权力性质 of a matter for a kind of unit; "" where the law does not give it to that kind."""
    found = {_one(item, kind) for item in items}
    if found <= {""}:
        return ""
    if len(found) == 1:
        return next(iter(found))
    return SOME_CASES if found & {OWN, OR_COUNTY, WITH_COUNTY} else OPEN


def _one(item: Judged, kind: str) -> str:
    answer = item.answer("决定")
    if answer is None:  # open: told where the list is the town's own, for nobody may call it another's either
        return OPEN if item.facts.get("实施主体类别") in OWN_LISTS[kind] and item.open("决定") else ""
    how, words = next(iter(answer.items())) if isinstance(answer, Mapping) else ("", [str(answer)])
    if not set(words) & set(_MEANT[kind]):
        return ""
    if set(words) <= {*_MEANT[kind], "村", "镇", "街道", "镇街"}:
        return OWN
    return WITH_COUNTY if how == "共同" else OR_COUNTY


def _name(item: Judged) -> str:
    return str(item.facts.get("事项名称") or item.facts.get("主项名称") or item.name)


def _basis(items: Iterable[Judged]) -> list[str]:
    """The articles of the items, each once, as 《文件》第几条."""
    found: dict[str, None] = {}
    for item in items:
        for words in item.facts.get("法条") or ():
            title, _, article = str(words).partition(" ")
            found[f"《{title}》{article}"] = None
    return list(found)


def _listed(items: Iterable[Judged]) -> list[str]:
    return list(dict.fromkeys(item.unit for item in items if item.unit))
