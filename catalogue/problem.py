"""A problem to be mended (问题): its acts, which act may follow which, and the state that follows from them alone.

    待交办 → 整改中 → 待复核 → 待销号 → 已销号      (found again after that: 复发, and it begins anew)

Nobody closes without evidence, and who mended does not review.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogue.finding import UserError
from catalogue.names import name_key

OPEN, MENDING, TO_REVIEW, TO_CLOSE, CLOSED, REFUTED = "待交办", "整改中", "待复核", "待销号", "已销号", "不成立"
STATES = (OPEN, MENDING, TO_REVIEW, TO_CLOSE, CLOSED, REFUTED)
FOUND, AGAIN, NOT_FOUND, UNTOLD, BACK = "发现", "再次发现", "未再发现", "这次无法判定", "复发"
ASSIGN, EXTEND, MEND, PASS, REJECT, CLOSE, REFUTE, ADD = (
    "交办",
    "延期",
    "整改",
    "复核通过",
    "复核退回",
    "销号",
    "认定不成立",
    "补充证据",
)


PERSONAL = ("责任人",)  # what an act may say of a person beside who does it: kept out of the log, erased in time


@dataclass(frozen=True)
class Step:
    """One kind of act: from which states, to which (None: it stays), what it must say."""

    before: tuple[str, ...]
    after: str | None
    needs: tuple[str, ...] = ()


STEPS: Mapping[str, Step] = {
    ASSIGN: Step((OPEN, MENDING), MENDING, ("措施", "责任人", "时限")),
    EXTEND: Step((MENDING,), None, ("时限", "理由", "批准人")),
    MEND: Step((MENDING,), TO_REVIEW, ("情况", "证据")),
    ADD: Step((MENDING, TO_REVIEW), None, ("证据",)),
    PASS: Step((TO_REVIEW,), TO_CLOSE, ("意见",)),
    REJECT: Step((TO_REVIEW,), MENDING, ("意见",)),
    CLOSE: Step((TO_CLOSE,), CLOSED),
    REFUTE: Step((OPEN, MENDING, TO_REVIEW), REFUTED, ("理由", "批准人")),
    AGAIN: Step(STATES[:4] + (REFUTED,), None),
    NOT_FOUND: Step(STATES[:4] + (REFUTED,), None),
    UNTOLD: Step(STATES, None),
    BACK: Step((CLOSED,), OPEN),
}


@dataclass(frozen=True)
class ProblemAct:
    """What was done, when, by whom."""

    act: str
    said: Mapping[str, Any]
    at: str
    by: str


@dataclass(frozen=True)
class Standing:
    """Where a problem stands: state, measure, person, deadline, evidence since it was last opened, rounds found."""

    state: str = OPEN
    measure: str = ""
    person: str = ""
    deadline: date | None = None
    evidence: tuple[str, ...] = ()
    menders: tuple[str, ...] = ()
    reviewer: str = ""
    rounds: tuple[str, ...] = ()
    returned: int = 0  # how often it came back after it was closed
    last_seen: str = FOUND
    closed_at: str = ""

    def overdue(self, day: date) -> bool:
        """Whether the deadline passed while it is neither closed nor refuted."""
        return self.deadline is not None and self.deadline < day and self.state not in (CLOSED, REFUTED)

    def left(self, day: date) -> int | None:
        """Calendar days until the deadline (below 0: overdue); None where none was set."""
        return None if self.deadline is None else (self.deadline - day).days


@dataclass(frozen=True)
class Problem:
    """One problem: identity, what was found, and everything done about it."""

    number: int
    key: str
    source: str
    code: str
    unit: str
    about: str
    message: str
    advice: str = ""
    severity: str = ""
    kind: str = ""  # 检测 or 问题类别
    title: str = ""  # what people call it: the name of the check
    subject: str = ""
    basis: tuple[str, ...] = ()
    opened: str = ""
    acts: Sequence[ProblemAct] = field(default=())

    @property
    def called(self) -> str:
        """What people call the fault."""
        return self.title or self.kind or self.code

    @property
    def standing(self) -> Standing:
        """The state that follows from the acts."""
        return standing(self.acts)


def key_of(source: str, code: str, subject: str, unit: str) -> str:
    """The identity by which the next run knows the same problem again; a run's own name is no part of it."""
    return "|".join((source, code, name_key(unit), subject))


def standing(acts: Iterable[ProblemAct]) -> Standing:
    """Fold the acts, oldest first."""
    now = Standing()
    values: dict[str, Any] = {**now.__dict__}
    for one in acts:
        step = STEPS.get(one.act)
        values["state"] = step.after if step and step.after else values["state"]
        said = one.said
        match one.act:
            case act if act in (ASSIGN, EXTEND):
                values["measure"] = said.get("措施") or values["measure"]
                values["person"] = said.get("责任人") or values["person"]
                values["deadline"] = date.fromisoformat(str(said["时限"])) if said.get("时限") else values["deadline"]
            case act if act in (MEND, ADD):
                values["evidence"] = (*values["evidence"], *said.get("证据", ()))
                values["menders"] = (*values["menders"], *(name for name in (said.get("整改人"), one.by) if name))
            case act if act == PASS:
                values["reviewer"] = said.get("复核人") or one.by
            case act if act == CLOSE:
                values["closed_at"] = one.at
            case act if act in (FOUND, AGAIN, NOT_FOUND, UNTOLD, BACK):
                values["last_seen"] = one.act
                values["rounds"] = (*values["rounds"], str(said.get("自查", "")))
                if act == BACK:
                    values |= {
                        "returned": values["returned"] + 1, "evidence": (), "menders": (), "reviewer": "", "closed_at": "",
                        "deadline": None, "measure": "", "person": "",
                    }  # fmt: skip
    return Standing(**values)


def refuse(problem: Problem, act: str, said: Mapping[str, Any], by: str) -> None:
    """Raise `UserError` where the act may not follow: wrong state, something unsaid, or who mended reviews it himself."""
    place, now, step = f"问题 {problem.number}", problem.standing, STEPS[act]
    if now.state not in step.before:
        steps = "、".join(
            name
            for name, one in STEPS.items()
            if now.state in one.before and name not in (AGAIN, NOT_FOUND, UNTOLD, BACK)
        )
        raise UserError(place, f"现在是“{now.state}”，不能{act}", f"现在可以：{steps or '没有可做的（已经了结）'}")
    if lacking := [name for name in step.needs if not said.get(name)]:
        raise UserError(place, f"{act}要写明{'、'.join(lacking)}", "补上以后再办")
    if act in (PASS, REJECT):
        reviewer = str(said.get("复核人") or by)
        same = {name_key(reviewer), name_key(by)} & {name_key(name) for name in now.menders}
        if same:
            raise UserError(place, f"复核的人（{reviewer}）就是整改的人", "请由另一个人复核")
    if act == CLOSE and not (now.evidence and now.reviewer):
        raise UserError(place, "没有证据或者没有复核", "先交证据，由另一个人复核，再销号")
