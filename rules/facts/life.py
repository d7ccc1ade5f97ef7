"""The life of a grant (赋权经过): from the events registered, in the order of registration, what held on any day.

The state is never stored. Events that hold make one chain for each grant and recipient, and the chain only ever grows
at its end: whatever is registered later, no day before its last event gets another state.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalogue.decision import Decision
from catalogue.records import Record

NOTHING = "未登记"
HOLDS = "环节成立"
CARRIED = (("审查意见", "前次审查意见"), ("评估结论", "前次评估结论"))  # what later events are held against


@dataclass(frozen=True)
class Event:
    """One registered event. `batch`: the number of the import that first brought it; `rank`: the stage's usual place."""

    record: Record
    stage: str
    day: date
    rank: int = 0
    batch: int = 0


@dataclass(frozen=True)
class Step:
    """An event as it concerns one grant to one recipient: what it was judged by, and whether it holds (`decision`)."""

    event: Event
    facts: Mapping[str, Any] = field(compare=False)
    decision: Decision = field(compare=False)

    @property
    def stage(self) -> str:
        """The stage's name."""
        return self.event.stage

    @property
    def day(self) -> date:
        """The day of the event."""
        return self.event.day


@dataclass(frozen=True)
class Life:
    """The steps that hold, in order of their days, and those that do not (yet)."""

    steps: tuple[Step, ...] = ()
    refused: tuple[Step, ...] = ()

    def on(self, day: date) -> Step | None:
        """The last step that holds by the end of that day."""
        return next((step for step in reversed(self.steps) if step.day <= day), None)

    def last(self, stage: str, day: date) -> Step | None:
        """The last step of a stage by the end of that day."""
        return next((step for step in reversed(self.steps) if step.stage == stage and step.day <= day), None)


Fold = Generator[tuple[Event, Sequence[Step]], Step, Life]
Ask = Callable[[Sequence[tuple[Mapping[str, Any], date]]], Sequence[Decision]]
"""Decisions on 环节成立 for facts, each by the rules in force on its day."""


def holds(decision: Decision) -> bool:
    """Whether an event counts: only a settled 成立 does."""
    return decision.status in ("已定", "裁定") and decision.answer == "成立"


def fold(events: Sequence[Event]) -> Fold:
    """One life. Asks (by ``yield``) whether an event may follow the steps so far; the answer comes as a `Step`.

    Events of one import are taken by their days, whatever the order of its rows. What cannot follow yet waits, and is
    tried again when the chain has grown (a handover registered late lets the operation after it hold). What lies before
    the chain's end can never hold: what was established is not rewritten.
    """
    steps: list[Step] = []
    waiting: list[Step] = []
    for event in sorted(events, key=lambda one: (one.batch, one.day, one.rank)):
        step = yield event, steps
        if not _follows(steps, step):
            waiting.append(step)
            continue
        steps.append(step)
        while waiting:
            for late in sorted(waiting, key=lambda one: (one.day, one.event.rank)):
                if late.day < steps[-1].day:
                    continue
                again = yield late.event, steps
                waiting.remove(late)
                if _follows(steps, again):
                    steps.append(again)
                    break
                waiting.append(again)
            else:
                break
    return Life(tuple(steps), tuple(sorted(waiting, key=lambda one: (one.day, one.event.rank))))


def _follows(steps: Sequence[Step], step: Step) -> bool:
    return holds(step.decision) and (not steps or step.day >= steps[-1].day)


def event_facts(event: Event, steps: Sequence[Step], of_the_grant: Mapping[str, Any]) -> dict[str, Any]:
    """What an event is judged by: its own row, the grant it concerns, and the steps that hold before it."""
    before = steps[-1] if steps else None
    facts: dict[str, Any] = {
        **{name: value for name, value in event.record.facts.items() if name not in ("承接主体", "事项名称")},
        **of_the_grant,
        "环节": event.stage,
        "环节日期": event.day,
        "前一环节": before.stage if before else NOTHING,
        "前一环节日期": before.day if before else None,
    }
    for name, carried in CARRIED:
        said = [step.facts[name] for step in steps if step.facts.get(name)]
        facts[carried] = said[-1] if said else None
    return {name: value for name, value in facts.items() if value is not None}


def live(grants: Mapping[Any, tuple[Sequence[Event], Mapping[str, Any]]], ask: Ask) -> dict[Any, Life]:
    """The lives of many grants at once: by whatever names them, their events and the facts of the grant.

    All grants take a step together, and what looks alike is asked once.
    """
    found: dict[Any, Life] = {}
    known: dict[Any, Decision] = {}
    folds = {name: fold(events) for name, (events, _) in grants.items()}
    answers: dict[Any, Step | None] = dict.fromkeys(folds)
    while answers:
        asked: list[tuple[Any, Event, dict[str, Any], Any]] = []
        for name, answer in answers.items():
            try:
                event, steps = folds[name].send(answer)  # type: ignore[arg-type]  # None starts it
            except StopIteration as ended:
                found[name] = ended.value
                continue
            facts = event_facts(event, steps, grants[name][1])
            asked.append((name, event, facts, (event.day, *sorted((n, repr(v)) for n, v in facts.items()))))
        fresh = {key: (facts, event.day) for _, event, facts, key in asked if key not in known}
        known |= dict(zip(fresh, ask(list(fresh.values())) if fresh else (), strict=True))
        answers = {name: Step(event, facts, known[key]) for name, event, facts, key in asked}
    return found
