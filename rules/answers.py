"""Answers to a question: one word of its closed list, 任一 (either, by law) or 共同 (both must)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalogue.rulebook import Question
from rules.opening.reading import nearest


def canonical_answer(question: Question, raw: Any) -> Any:
    """Bring an answer to its one form (members in the order of the closed list), or raise `ValueError`."""
    if not isinstance(raw, Mapping):
        return _word(question, raw)
    if not question.combined:
        raise ValueError(f"“{question.name}”只能答一个，不能写任一或共同")
    (how, members), *more = list(raw.items()) or [("", [])]
    if more or how not in ("任一", "共同") or not isinstance(members, (list, tuple)):
        raise ValueError(f"“{question.name}”的答案应为一个词、{{任一: [甲, 乙]}} 或 {{共同: [甲, 乙]}}")
    chosen = {_word(question, member) for member in members}
    if len(chosen) < 2:
        raise ValueError(f"“{question.name}”的“{how}”至少要有两个不同的答案")
    return {how: [word for word in question.answers if word in chosen]}


def _word(question: Question, raw: Any) -> str:
    if isinstance(raw, (list, tuple)):
        how = "请写成 {任一: [甲, 乙]} 或 {共同: [甲, 乙]}" if question.combined else "只能答一个"
        raise ValueError(f"“{question.name}”写了几个答案：{'、'.join(map(str, raw))}，{how}")
    if not isinstance(raw, str) or raw not in question.answers:
        hint = nearest(str(raw), question.answers)
        raise ValueError(f"“{question.name}”没有“{raw}”这个答案{hint}，可用：{'、'.join(question.answers)}")
    return raw


def as_fact(answer: Any) -> Any:
    """An answer as later rules read it: 任一 is the list of its members, 共同 the text 镇+县."""
    if isinstance(answer, Mapping):
        return list(answer["任一"]) if "任一" in answer else "+".join(answer["共同"])
    return answer


class AnswerTerm:
    """An earlier question where a condition names it: it behaves like a field with closed values."""

    nature = "推得"
    visibility = "公开"

    def __init__(self, question: Question) -> None:
        self.question, self.name, self.kinds = question, question.name, question.kinds
        self.type = "多选" if question.combined else "单选"
        self.many = question.combined

    def typed(self, raw: Any) -> Any:
        """An operand: a word of the closed list, or 镇+县 for a joint answer; a mapping gives its fact."""
        if isinstance(raw, Mapping):
            return as_fact(canonical_answer(self.question, raw))
        if isinstance(raw, list):
            return self.typed(raw[0]) if len(raw) == 1 else as_fact(canonical_answer(self.question, {"任一": raw}))
        parts = str(raw).split("+")
        if len(parts) > 1:
            return as_fact(canonical_answer(self.question, {"共同": parts}))
        return _word(self.question, raw)
