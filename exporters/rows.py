"""The flat rows that published lists choose from: matters, grants and agreements with their derived columns."""

from __future__ import annotations

import re
from collections import Counter

from catalogue.edition import Edition, PublicMatter
from exporters.labels import LEVELS, flat, text
from exporters.package import packages

Row = dict[str, str]


def window_name(window: str) -> str:
    """How a window is called in a title: 全科 -> 全科综合窗; a name that already says 窗 stays."""
    return window if not window or "窗" in window else f"{window}综合窗"


def window_kind(matter: PublicMatter) -> str:
    """全科 or 主题; 未定 where the matter is in the hall and no window was judged; empty outside the hall."""
    if not matter.in_hall:
        return ""
    if not matter.window:
        return "未定"
    return "全科" if "全科" in matter.window else "主题"


def matter_rows(edition: Edition) -> list[Row]:
    """One row a matter."""
    return [
        flat(matter, without=("kind", "items"))
        | {
            "窗口种类": window_kind(matter),
            "窗口名称": window_name(matter.window) if matter.in_hall else "",
            "办结": LEVELS.get(matter.finished_at, matter.finished_at),
            "主项": f"{matter.department}|{matter.parent or matter.name}",
            "办理项数": str(len(matter.items)),
            "办理项": "\n".join(dict.fromkeys(item.situation or item.name for item in matter.items)),
            "咨询电话": "\n".join(dict.fromkeys(item.enquiry_phone for item in matter.items if item.enquiry_phone)),
            "办理地点": "\n".join(dict.fromkeys(item.place for item in matter.items if item.place)),
            "承诺办结时限": "\n".join(
                dict.fromkeys(item.promised_limit for item in matter.items if item.promised_limit)
            ),
        }
        for matter in edition.matters
    ]


SIDE = {"镇": "镇街", "街道": "镇街"}
_SAID_SIDE = re.compile(r"[（(](镇街|园区)[)）]$")


def batch_names(edition: Edition) -> dict[tuple[str, str], str]:
    """How a batch is called where its side is said already: (批次, side) -> 第二批 for 第二批（镇街）; batches that
    would then share one name keep their own."""
    sides = {(grant.batch, SIDE.get(grant.recipient_kind, grant.recipient_kind)) for grant in edition.grants}
    short = {
        (batch, side): _SAID_SIDE.sub("", batch) if batch.rstrip("）)").endswith(side) else batch
        for batch, side in sides
    }
    taken = Counter((name, side) for (_, side), name in short.items())
    return {key: (name if taken[name, key[1]] == 1 else key[0]) or "未分批" for key, name in short.items()}


FINISHED, NAMED = "实际办结", "名义（责任机关）"


def _own(organ: str, recipient: str) -> str:
    """An organ in a list of many recipients: each recipient itself is called so, that equal rows can stand as one."""
    return "承接主体" if organ == recipient else organ


def grant_rows(edition: Edition) -> list[Row]:
    """One row a grant, i.e. a matter and a recipient."""
    rows, names = [], batch_names(edition)
    for grant in edition.grants:
        begins, ends = (day.isoformat() if day else "" for day in (grant.begins, grant.ends))
        term = f"{begins or '未载明'}起\n至{ends}" if ends else f"{begins}起" if begins else ""
        row = flat(grant, without=("kind",)) | {
            "期限": term,
            "批次名称": names[grant.batch, SIDE.get(grant.recipient_kind, grant.recipient_kind)],
        }
        rows.append(row | {name: _own(row[name], grant.recipient) for name in (FINISHED, NAMED)})
    return rows


def agreement_rows(edition: Edition) -> list[Row]:
    """One row a matter and partner; the department comes from the matter's own entry where there is one."""
    matters = {matter.id: matter for matter in edition.matters}
    rows = []
    for agreement in edition.agreements:
        matter = matters.get(agreement.matter_id)
        rows.append(
            flat(agreement, without=("kind",))
            | {
                "事项": agreement.matter_id or agreement.matter,
                "实施主体": matter.department if matter else "",
                "事项类型": matter.type if matter else "",
                "办结": LEVELS.get(matter.finished_at, matter.finished_at) if matter else "",
            }
        )
    return rows


def material_rows(edition: Edition) -> list[Row]:
    """One row a paper that a matter asks for, with the items that ask for it where not all do."""
    rows = []
    for matter in edition.matters:
        asked: dict[str, list[str]] = {}
        for item in matter.items:
            for one in item.materials:
                asked.setdefault(one.name, []).append(item.situation or item.name)
        shown = {one.name: flat(one) for item in reversed(matter.items) for one in item.materials}
        for name, items in asked.items():
            rows.append(
                shown[name]
                | {
                    "事项标识": matter.id,
                    "事项名称": matter.name,
                    "实施主体": matter.department,
                    "窗口名称": window_name(matter.window) if matter.in_hall else "",
                    "用于": "全部办理项" if len(items) == len(matter.items) else "\n".join(items),
                }
            )
    return rows


def ended_rows(edition: Edition) -> list[Row]:
    """One row a grant taken back or cancelled; its law where the judgement says what was done."""
    return [
        flat(one, without=("kind",))
        | {
            "理由和依据": "\n".join(text(said) for said in one.said)
            or ("见收回、取消文书" if one.revoked_by else "未载明")
        }
        for one in edition.ended
    ]


def duty_rows(edition: Edition) -> list[Row]:
    """One row a duty of towns and streets."""
    return [flat(one, without=("kind",)) for one in edition.duties]


def package_rows(edition: Edition) -> list[Row]:
    """One row a 一件事, with its papers, steps and days before and now."""
    rows = []
    for guide in packages(edition):
        changes = {one.what: f"{one.before} → {one.after}" if one.before else "" for one in guide.changes}
        rows.append(
            flat(guide.package, without=("kind",))
            | {
                "事项名称": guide.title,
                "包含事项": "\n".join(f"{n}. {part.matter}" for n, (part, _) in enumerate(guide.parts, start=1)),
                "涉及部门": "\n".join(dict.fromkeys(part.department for part, _ in guide.parts if part.department)),
                "事项数": str(guide.every),
            }
            | {f"{what}（前 → 后）": words for what, words in changes.items()}
        )
    return rows


SOURCES = {
    "事项": matter_rows,
    "赋权": grant_rows,
    "跨域通办": agreement_rows,
    "申请材料": material_rows,
    "收回取消": ended_rows,
    "履职事项": duty_rows,
    "一件事": package_rows,
}
