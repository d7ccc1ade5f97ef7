"""Who handles a filing accepted on one day, as of another: after what changed in between, with the rule that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.grants.register import Standing, Which, records_of, register
from app.judgement.judging import judge
from app.office import Office
from catalogue.decision import Decision
from catalogue.names import name_key
from catalogue.records import Record
from rules.decide import decide
from rules.explain import explain_public
from rules.facts.common import enrich
from rules.facts.filing import LEFT, ended_on, given_clause, given_on
from rules.facts.judged import Judged
from rules.facts.lives import Lives

MOVES = ("交由", "授权", "委托")
GONE, UNSURE, LAPSED = "无", "待定", "失效"
ABOVE, UPPER = "上级机关", "法律写明的上级机关"
QUESTION = "在办件"


@dataclass(frozen=True)
class Handler:
    """One grant's answer: who took the filing in, what changed since (放权, 收回, 失效, 无), who finishes it (empty: open),
    in whose name, and why."""

    batch: str
    matter: str
    recipient: str
    former: str
    mode: str
    accepted_by: str
    change: str
    changed_on: date | None
    clause: str
    finished_by: str
    in_name_of: str
    why: str
    new_ones: str  # who takes in what is accepted on the day asked; empty: nobody can any more

    def story(self, accepted: date, day: date) -> tuple[str, str]:
        """Two sentences: who takes it in and what changed since; who finishes it and who takes in new ones."""
        taken, then = f"{accepted} 应由{self.accepted_by}受理", "此后由谁办没有变"
        if self.changed_on and self.changed_on <= accepted:  # nothing did: open is whether what came before was lawful
            taken, then = (
                f"{accepted} 清单写由{self.accepted_by}受理",
                f"{self.changed_on} 的{self.change}合不合法还没有定",
            )
        elif self.change == LAPSED:
            then = "此后赋权不再合法或者说不准了（如委托期满、目录调整），收回、续签都没有登记"
        elif self.changed_on:
            then = f"此后调整：{self.change}（{self.changed_on}）" + (
                f"，过渡条款：{self.clause}" if self.clause else ""
            )
        done = f"由{self.finished_by}办完，以{self.in_name_of}的名义" if self.finished_by else "由谁办完待定"
        new = f"新来的由{self.new_ones}受理" if self.new_ones != UNSURE else "新来的由谁受理待定"
        new = new if self.new_ones else "新来的谁也不能受理，所依据的规定已经没有了"
        return f"{taken}；{then}。", f"到 {day} {done}；{new}。"

    def as_dict(self) -> dict[str, Any]:
        """Plain values, in Chinese."""
        return {
            "批次": self.batch, "事项名称": self.matter, "承接主体": self.recipient, "原实施机关": self.former, "赋权方式": self.mode,
            "当时受理": self.accepted_by, "此后调整": self.change, "调整施行日期": self.changed_on.isoformat() if self.changed_on else "",
            "过渡条款": self.clause, "由谁办完": self.finished_by or "待定", "以谁的名义": self.in_name_of, "理由": self.why,
            "新的件由谁受理": self.new_ones or GONE,
        }  # fmt: skip


def who_handles(office: Office, which: Which, accepted: date, day: date) -> list[Handler]:
    """For every grant of the matter to the recipients meant. A grant that is unlawful moves nothing; what counts is whether
    it was lawful when the filing was accepted (or handed over), not whether it still is."""
    from app.grants.living import lives_of

    every = records_of(office)
    own = [one for one in every if one.kind != "赋权" or not which.matter or _called(one) == name_key(which.matter)]
    records = own if any(one.kind == "赋权" for one in own) else every  # none: the register says what is near
    lived = lives_of(office, records)
    found = register(office, day, which, records, lived)
    judged: dict[date, dict[str, Judged]] = {}
    answers = []
    for one in found:
        given = _given(one, lived)
        then = given if given and accepted < given <= day else accepted
        for on in (then, day):
            if on not in judged:
                judged[on] = {each.subject: each for each in judge(office, records, on).of_kind("赋权")}
        valid = _lawful(judged[then].get(one.subject.id))
        answers.append(_handler(office, one, judged[day][one.subject.id], valid, lived, accepted, day))
    return answers


def together(answers: Sequence[Handler]) -> list[tuple[Handler, list[str]]]:
    """Answers alike but for the recipient stand together, with their recipients; of several it is called 承接主体."""
    groups: dict[Handler, list[Handler]] = {}
    for one in answers:
        words = (one.accepted_by, one.finished_by, one.in_name_of, one.new_ones)
        by, finished, name, new = (word.replace(one.recipient, "承接主体") for word in words)
        key = replace(one, recipient="", accepted_by=by, finished_by=finished, in_name_of=name, new_ones=new)
        groups.setdefault(key, []).append(one)
    return [(group[0] if len(group) == 1 else key, [one.recipient for one in group]) for key, group in groups.items()]


def _called(grant: Record) -> str:
    return name_key(str(grant.facts.get("事项名称", "")))


def _given(one: Standing, lived: Lives) -> date | None:
    """The day on which the recipient took the power over, if the mode moves it at all."""
    return min(given_on(one.row, [one.subject.unit], lived), default=None) if one.fact("赋权方式") in MOVES else None


def _lawful(judged: Judged | None) -> str | None:
    """是, 否, or None: open, or not judged that day."""
    return {"合法": "是", "不合法": "否"}.get(str(judged.answer("方式合法"))) if judged else None


def _handler(
    office: Office, one: Standing, judged: Judged, valid: str | None, lived: Lives, accepted: date, day: date
) -> Handler:
    """`valid`: whether the grant was lawful when it mattered for this filing."""
    above = judged.answer("现行决定") == ABOVE  # the law gives it to the city or the province: no county organ has it
    former, recipient, mode = UPPER if above else one.fact("原实施机关"), one.subject.unit, one.fact("赋权方式")
    given = _given(one, lived)
    ended = ended_on(one.row, recipient, lived)
    taken_in = _holder(accepted, given, ended[0] if ended else None, valid, former, recipient)
    change, changed, clause = "无", None, ""
    if taken_in == former and given and accepted < given <= day:
        change, changed, clause = "放权", given, str(given_clause(one.row, [recipient], lived) or "")
        if ended and ended[0] <= day and clause not in LEFT:
            clause = ""  # handed over, and taken back since: neither instrument alone says where it is
    elif taken_in == recipient and ended and accepted < ended[0] <= day:
        change, changed, clause = "收回", ended[0], str(ended[1] or "")
    elif (
        taken_in == recipient and valid is None
    ):  # accepted under a grant of which one does not know whether it was lawful
        change, changed = "放权", given
    elif (
        taken_in == recipient and _lawful(judged) != "是"
    ):  # lapsed or doubtful since, and nobody registered what follows
        change = LAPSED
    facts = {
        "事项名称": one.subject.name, "事项类型": judged.facts.get("事项类型"), "办件单位": taken_in, "办件受理日期": accepted, "调整方向": change if change != LAPSED else None,
        "调整施行日期": changed, "过渡条款": clause or None, "赋权有效": valid,
    }  # fmt: skip
    known, _ = enrich(office.book, "办件", {name: value for name, value in facts.items() if value is not None}, day)
    decision: Decision = decide(office.book, "办件", [known], day, [QUESTION])[0][QUESTION]
    holder = (
        former if above else str(judged.facts.get("最初委托机关") or former)
    )  # who was entrusted itself has no name to lend
    organ = {"承接主体": recipient, "原实施机关": holder, "不涉及": taken_in}.get(str(decision.answer), "")
    in_name = holder if organ == recipient and mode == "委托" else organ
    why = explain_public(office.book, "办件", known, decision, day)
    new = _holder(day, given, ended[0] if ended else None, _lawful(judged), former, recipient)
    if judged.answer("现行决定") == GONE:
        new = ""  # nobody: what it rested on is gone
    elif new == recipient and judged.open("方式合法"):
        new = UNSURE
    return Handler(
        one.fact("批次"),
        one.subject.name,
        recipient,
        one.fact("原实施机关"),
        mode,
        taken_in,
        change,
        changed,
        clause,
        organ,
        in_name,
        why,
        new,
    )


def _holder(day: date, given: date | None, ended: date | None, lawful: str | None, former: str, recipient: str) -> str:
    """Who takes in what is accepted on a day: the recipient from the day it took over until the day it was taken back."""
    held = given is not None and given <= day and (ended is None or day < ended)
    return recipient if held and lawful != "否" else former
