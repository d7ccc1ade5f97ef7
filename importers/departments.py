"""Whose a table is where it has no column for that (title, tab), and short names of departments."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from catalogue.names import clean, name_key, standard_name
from importers.issues import Issue, issue
from importers.sheet import Sheet, text_of

_TITLE = re.compile(r"(?:部门名称|单位名称|填报单位|填报部门|单位|部门)[（(]?(?:盖章)?[)）]?\s*[：:]\s*(\S{2,40})")
_SEAL = re.compile(r"[（(]?(?:盖章|公章|签章)[)）]?$")  # 填报单位：县民政局（盖章）
_ORGAN = (
    r"(?:局|委员会|委|办公室|厅|部|法院|检察院|医院|学院|中心|服务站|派出所|司法所|税务所|支队|大队|总队|政府|街道|街道办|办事处|镇|乡"
    r"|公司|联合会|工会|协会|妇联|残联|团委|银行|管理处|馆|公积金|政府办|党政办|编办|信访办|管委会|消防队|气象台)"
)
_WHOLE = re.compile(
    rf"(?:[\d一二三四五六七八九十]{{1,3}}[.、．])?(?P<name>[^\d（）()]{{1,20}}?{_ORGAN}(?:（[^（）]*[局室部办]）)?)(?:（[^（）]*）)?"
    r"(?:\d{4}年?)?(?:权责|权力|责任|政务服务|公共服务|实施|办事|村级|审批)?(?:事项)?(?:清单|目录|指南)?(?:表|汇总)?"
)
_IN_TITLE = re.compile(
    rf"(?:示例)?(?P<name>[^\d：:，,。（）()]{{2,25}}?{_ORGAN}(?:（[^（）]*[局室部办]）)?)(?:\d{{4}}年度?)?(?:部门)?"
    r"(?:权责|权力和责任|权力|责任|行政权力)(?:事项)?(?:清单|目录).{0,12}"
)
_NO_ORGAN = frozenset({"全部", "内部", "外部", "局部", "待办", "已办", "即办"})
# how departments are called in short, and what they may be called in full; a likeness, never a decision
_SHORT = {
    "人社": ("人力资源和社会保障", "人力资源社会保障"),
    "住建": ("住房和城乡建设", "住房城乡建设"),
    "发改": ("发展和改革", "发展改革"),
    "自规": ("自然资源和规划",),
    "自然资源规划": ("自然资源和规划",),
    "市监": ("市场监督管理",),
    "市场监管": ("市场监督管理",),
    "卫健": ("卫生健康",),
    "医保": ("医疗保障",),
    "文旅": ("文化和旅游", "文化旅游"),
    "文旅广体": ("文化旅游广电体育",),
    "教体": ("教育体育", "教育和体育"),
    "农业": ("农业农村",),
    "应急": ("应急管理",),
    "城管": ("城市管理", "城市管理综合行政执法", "城市管理和综合执法"),
    "交通": ("交通运输",),
    "工信": ("工业和信息化", "工业信息化"),
    "退役": ("退役军人事务",),
    "审批": ("行政审批服务", "行政审批"),
    "林草": ("林业和草原",),
    "科技": ("科学技术",),
    "环保": ("生态环境",),
}


def department_of(sheet: Sheet, header_top: int, first: int = 0) -> tuple[str, str, str] | None:
    """Whose the table is: name, cell, code of the finding. A label in the title wins, then the tab, then the title.

    The title is what stands above the header, from row `first` on."""
    titles = [(r, c, text_of(v)) for r in range(first, header_top) for c, v in enumerate(sheet.rows[r]) if v]
    for row, column, text in titles:
        if match := _TITLE.search(text):
            return standard_name(_SEAL.sub("", match[1])), sheet.address(row, column), "department-from-title"
    if name := _organ(sheet.name, _WHOLE):
        return name, f"{sheet.name}!A1", "department-from-sheet-name"
    for row, column, text in titles:
        if name := _organ(text, _IN_TITLE):
            return name, sheet.address(row, column), "department-from-title"
    return None


def _organ(text: str, pattern: re.Pattern[str]) -> str:
    match = pattern.fullmatch(re.sub(r"\s+", "", standard_name(clean(text))))
    return match["name"] if match and match["name"] not in _NO_ORGAN else ""


class Aliases:
    """The county's table of departments' other names (机构别名): a name in it is replaced, exactly and with a word."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self.table = {name_key(alias): full for alias, full in table.items()}
        self.seen: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.places: dict[str, str] = {}

    def replace(self, name: str, cell: str) -> str:
        """The department's name in full, if the table has it; remembers where, for `issues`."""
        full = self.table.get(name_key(name), "")
        if full and full != name:
            self.seen[name, full].append(cell)
            return full
        self.places.setdefault(name, cell)
        return name

    def issues(self) -> list[Issue]:
        """One finding for each name replaced, and one for each that looks like another's short name in this file."""
        found = [
            issue("department-alias", cells[0], text=alias, what=f"按机构别名表读作“{full}”（共 {len(cells)} 处）")
            for (alias, full), cells in self.seen.items()
        ]
        for name, cell in self.places.items():
            likely = [other for other in self.places if other != name and _short_of(name, other)]
            if likely or _looks_short(name):
                what = f"像是“{likely[0]}”的简称" if likely else "像是简称"
                found.append(issue("department-alias", cell, text=name, what=f"{what}，机构别名表里没有，照原文读"))
        return found


def _looks_short(name: str) -> bool:
    return bool(re.fullmatch(rf".{{0,4}}?(?:{'|'.join(_SHORT)})(?:局|委|办)", name)) and not re.search(
        "农业局|交通局|科技局|审批局|环保局", name
    )


def _short_of(name: str, other: str) -> bool:
    """Whether `other` is what `name` shortens, the place (县, 市, 区) left out or the same."""
    for short, fulls in _SHORT.items():
        before, found, after = name.partition(short)
        if (
            found
            and after
            and any(re.fullmatch(rf".*{re.escape(before)}{full}(?:{after}|委员会)", other) for full in fulls)
        ):
            return True
    return len(name) >= 3 and other.endswith(name)
