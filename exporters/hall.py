"""The hall counted on one page: each window's matters, and where every matter of the catalogue stands."""

from __future__ import annotations

from catalogue.edition import Edition, PublicMatter
from exporters.rows import window_kind, window_name
from exporters.sheet import Column, Row, Section, Sheet

COLUMNS = (
    Column("序号", 6, number=True),
    Column("种类", 14),
    Column("窗口", 40),
    Column("事项数", 14, number=True),
    Column("办理项数", 14, number=True),
    Column("涉及部门数", 14, number=True),
)


def hall_sheet(edition: Edition, subtitle: str) -> Sheet:
    """Windows one a row (全科 first), then the balance: every matter is in exactly one line of it."""
    inside = [matter for matter in edition.matters if window_kind(matter) in ("全科", "主题")]
    names = sorted({(window_kind(matter) != "全科", window_name(matter.window)) for matter in inside})
    windows = [
        _row(number, "主题" if theme else "全科", name, [m for m in inside if window_name(m.window) == name])
        for number, (theme, name) in enumerate(names, start=1)
    ]
    standing = [_row(number, "去向", name, matters) for number, (name, matters) in enumerate(balance(edition), start=1)]
    full, themes = (sum(int(row["事项数"]) for row in windows if row["种类"] == kind) for kind in ("全科", "主题"))
    return Sheet(
        title="政务大厅综合窗统计",
        subtitle=subtitle,
        columns=COLUMNS,
        sections=(Section("一、各综合窗", tuple(windows)), Section("二、全部事项的去向", tuple(standing))),
        total=f"综合窗共{full + themes}项（全科{full}项，主题{themes}项）；全部事项共{len(edition.matters)}项",
        machine=(*windows, *standing),
        count=full + themes,
        notes=("每个事项在“全部事项的去向”中只列一次，各行之和等于全部事项数。",),
        mark="示例" if edition.manifest.county.example else "",
        path="lists/综合窗统计",
        group="政务大厅",
    )


def balance(edition: Edition) -> list[tuple[str, list[PublicMatter]]]:
    """Every matter once: in a window, in the hall without one, exempt, due but outside, not due, not judged."""
    names = (
        "进全科综合窗",
        "进主题综合窗",
        "已进驻、窗口未定",
        "经批准不进驻",
        "应进驻、目前未进驻",
        "不适用进驻要求",
        "进驻结论未定",
    )
    groups: dict[str, list[PublicMatter]] = {name: [] for name in names}
    for matter in edition.matters:
        groups[_standing(matter)].append(matter)
    return list(groups.items())


def _standing(matter: PublicMatter) -> str:
    by_window = {"全科": "进全科综合窗", "主题": "进主题综合窗", "未定": "已进驻、窗口未定"}
    by_entry = {"豁免": "经批准不进驻", "应进驻": "应进驻、目前未进驻", "不适用": "不适用进驻要求"}
    return by_window.get(window_kind(matter)) or by_entry.get(matter.entry, "进驻结论未定")


def _row(number: int, kind: str, name: str, matters: list[PublicMatter]) -> Row:
    return {
        "序号": str(number),
        "种类": kind,
        "窗口": name,
        "事项数": str(len(matters)),
        "办理项数": str(sum(len(matter.items) for matter in matters)),
        "涉及部门数": str(len({matter.department for matter in matters})),
    }
