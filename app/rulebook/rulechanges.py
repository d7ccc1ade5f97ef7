"""Changing the office's own rule book entry by entry: proposed, proofread, its impact seen, approved by a second person.

The shipped book is never written; an entry of the same 编号 in the office's own folder takes its place.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from app.clock import actor, now
from app.office import Office
from app.rulebook import writing
from app.rulebook.bookview import file_of
from app.rulebook.keeping import keep_book
from app.rulebook.proposal import Proposal
from app.rulebook.proposing import tried, warned
from app.rulebook.supposing import lapsed
from app.rulebook.valuechanges import parameter_text, placed_parameter, placed_rows, placed_text
from app.rulebook.writing import APPROVED
from app.rulebook.yamledit import appended, entry_span
from app.store import record_act, transaction
from catalogue.finding import FormError, UserError
from catalogue.yamlfile import read_yaml
from rules.books import Book
from rules.opening.rules_file import NUMBER

Part = Literal["rules", "checks", "parameters", "lists", "texts"]
PARTS: dict[str, Part] = {"规则": "rules", "检查": "checks"}
VALUES: dict[str, Part] = {
    "参数": "parameters",
    "清单": "lists",
    "文件": "texts",
}  # told as 参数：名称, 清单：名称, 文件：标题
OWN_FILE = "90-本单位.yaml"
OPEN, RETURNED, WITHDRAWN = "待批准", "退回", "撤回"
LEAD = "照这样改了以后，"  # before the place of each fault


def entry_of(office: Office, number: str) -> str:
    """A rule or check as it is written in its file; "" where the book has none of that number."""
    rule = office.book.by_id.get(number)
    if rule is None:
        return ""
    text = file_of(rule.place)[0].read_text("utf-8-sig")
    start, stop = entry_span(text, number)
    return text[start:stop].rstrip() + "\n"


def number_of(text: str) -> str:
    """The 编号 of the one entry that a person wrote. Raises `UserError` saying what is wrong with it as YAML."""
    with tempfile.TemporaryDirectory(prefix="quanmu-") as scratch:
        path = Path(scratch) / "entry.yaml"
        path.write_text(text, "utf-8")
        try:
            read = read_yaml(path)
        except UserError as error:
            raise UserError(
                "条目", f"{error.place.replace(str(path), '').strip()}：{error.what}", error.advice
            ) from error
    if not isinstance(read, list) or len(read) != 1 or not isinstance(read[0], dict):
        raise UserError("条目", "应是一条，以“- 编号: …”开头", "请一次只写一条，照别的条目的写法")
    number = str(read[0].get("编号", ""))
    if not NUMBER.fullmatch(number):
        raise UserError("条目", f"编号“{number}”不合格式", "请写字母、数字、横线，例如 BX-MZ-001")
    return number


def before_of(office: Office, part: Part, name: str) -> str:
    """What is proposed to be changed, as it is written now; "" for what is new (a list's rows and texts are)."""
    if part == "parameters":
        return parameter_text(office, bare(name))
    return "" if part in ("lists", "texts") else entry_of(office, name)


def bare(name: str) -> str:
    """The name of a parameter or list without the word before it."""
    return name.partition("：")[2]


def placed(office: Office, part: Part, name: str, text: str) -> Proposal:
    """Which file of the office's own folder the text goes into, and that file's text before and after. `name`: the 编号, or
    参数：名称, 清单：名称, 文件：标题."""
    if part == "parameters":
        return placed_parameter(office, bare(name), text)
    if part == "texts":
        return placed_text(office, text)
    return placed_rows(office, bare(name), text) if part == "lists" else placed_entry(office, part, text)


def placed_entry(office: Office, part: Part, text: str) -> Proposal:
    """The same for one rule or check."""
    number = number_of(text)
    shipped = office.book.by_id.get(number)
    name = file_of(shipped.place)[0].name if shipped else OWN_FILE
    path = office.own / part / name
    for one in sorted((office.own / part).rglob("*.yaml")):
        if entry_span(one.read_text("utf-8-sig"), number) != (0, 0):
            path = one
    before = path.read_text("utf-8-sig") if path.exists() else ""
    start, stop = entry_span(before, number)
    written = text.strip("\n") + "\n"
    after = before[:start] + written + before[stop:] if stop else appended(before, written.rstrip("\n"))
    return Proposal(files={path: (before, after)})


def changed_book(office: Office, part: Part, name: str, text: str) -> Book:
    """The whole book as it would be, proofread, every example run. Raises `FormError` with all faults, or `UserError`."""
    return tried(office, placed(office, part, name, text), lead=LEAD)


def propose(office: Office, part: Part, text: str, why: str, name: str = "") -> Any:
    """Keep a proposal that proofreads; the row. `name`: 参数：名称 or 清单：名称; a rule or check says its own 编号."""
    from app.models import RuleProposal

    number = name or number_of(text)
    book = changed_book(office, part, number, text)
    if book.digest == office.book.digest:
        raise UserError("条目", "与现在的完全一样", "请改好再提")
    with transaction():
        made = RuleProposal.objects.create(
            part=part, rule=number, text=text.strip("\n") + "\n", why=why, base=office.book.digest, at=now(), by=actor()
        )
        record_act("提出规则修改", {"建议": made.pk, "编号": number, "规则书": office.book.digest, "理由": why})
    return made


def state(proposal: Any) -> str:
    """Where a proposal stands."""
    last = proposal.ruleproposalact_set.order_by("-id").first()
    return last.act if last else OPEN


def approve(office: Office, proposal: Any, why: str) -> str:
    """Write the entry into the office's own folder; the new book's digest. By another than who proposed it.

    Both books, before and after, are kept whole by their digests. Raises `UserError`, or `FormError` when it no longer
    proofreads; then no file is changed.
    """
    from app.models import RuleProposalAct

    if proposal.by == actor():
        raise UserError(proposal.rule, "提出和批准不能是同一人", "请审改办另一位同事批准")
    seen = _last_approved()
    after = changed_book(office, proposal.part, proposal.rule, proposal.text)
    ((path, (_, after_text)),) = placed(office, proposal.part, proposal.rule, proposal.text).files.items()
    with transaction():
        if (stands := state(proposal)) != OPEN:
            raise UserError(proposal.rule, f"这份建议已经{stands}", "要再改，请另提一份")
        if _last_approved() != seen:
            raise UserError(proposal.rule, "刚刚有另一份建议批准了，规则书已经不同", "请重新算影响、看过再批准")
        keep_book(office)
        keep_book(office.under(after))
        RuleProposalAct.objects.create(
            proposal=proposal,
            act=APPROVED,
            why=why,
            before=office.book.digest,
            after=after.digest,
            at=now(),
            by=actor(),
        )
        told = {"建议": proposal.pk, "编号": proposal.rule, "提出": proposal.by, "理由": why}
        record_act("批准规则修改", {**told, "原规则书": office.book.digest, "新规则书": after.digest})
        writing.intend(office.home, proposal.pk, path, after_text)
    try:
        writing.settle(office.home)
    except OSError as error:
        raise UserError(
            str(path), f"批准已经记下，文件还写不进去（{error.strerror}）", "请检查磁盘与权限；下次启动时自动补写"
        ) from error
    return after.digest


def _last_approved() -> int:
    """The number of the newest approval, 0 for none."""
    from app.models import RuleProposalAct

    last = RuleProposalAct.objects.filter(act=APPROVED).order_by("-id").first()
    return last.pk if last else 0


def end(proposal: Any, act: str, why: str) -> None:
    """Send a proposal back (by another), or take one's own back."""
    from app.models import RuleProposalAct

    if act == WITHDRAWN and proposal.by != actor():
        raise UserError(proposal.rule, "只有提出的人能撤回", "不同意的，请退回并写明理由")
    with transaction():
        if (stands := state(proposal)) != OPEN:
            raise UserError(proposal.rule, f"这份建议已经{stands}", "不需再办")
        RuleProposalAct.objects.create(proposal=proposal, act=act, why=why, at=now(), by=actor())
        record_act(f"{act}规则修改", {"建议": proposal.pk, "编号": proposal.rule, "理由": why})


def impact(office: Office, proposal: Any, day: Any, progress: Callable[[int, str], None]) -> dict[str, Any]:
    """Every decision that would change, before and after, as of a day."""
    from app import ledger
    from app.rulebook.impact import compare
    from app.rulebook.impact_findings import Side
    from app.rulebook.impact_tables import changed_rows, summary

    progress(5, "正在校对改了以后的规则书")
    after = changed_book(office, proposal.part, proposal.rule, proposal.text)
    progress(20, "正在取出目录")
    records = ledger.current(office.fields)
    progress(30, "正在比较")
    found = compare(
        office, Side(f"现用的规则书，{day}", office.book, day, records), Side(f"改了以后，{day}", after, day, records)
    )
    back = [words.partition("：")[0] for words in lapsed(found.changes)]  # whose they are is not for everybody to read
    told = [*(f"提醒：{words}" for words in warned(office, after)), *back, *found.notes]
    return {
        "说明": f"比较了 {found.compared} 个判定，变化 {len(found.changes)} 个；{found.findings}" + "".join(f"。{note.rstrip('。')}" for note in told),
        "汇总": summary(found),
        "逐条": changed_rows(found)[:300], "变化": len(found.changes), "比较": found.compared,
    }  # fmt: skip


def faults_of(error: FormError) -> list[str]:
    """All faults in words, one a line."""
    return [str(fault) for fault in error.faults]
