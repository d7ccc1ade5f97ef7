"""Yellow and red cards (红黄牌): all filings judged as of a day, cards given once, appealed and cancelled by acts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from app.clock import actor, now
from app.filing.filings import FOLDER, frame, in_force
from app.ledger import keep_file
from app.office import Office
from app.rulebook.keeping import keep_book
from app.store import record_act, transaction
from catalogue.canonical import digest, dumps
from catalogue.decision import Decision, read_decision
from catalogue.finding import Finding, UserError

if TYPE_CHECKING:
    from rules.filings.counted import Overdue

APPEALED, UPHELD, CANCELLED = "申诉", "维持", "撤销"
STANDING = "有效"
_AFTER = {APPEALED: (STANDING, UPHELD), UPHELD: (APPEALED,), CANCELLED: (STANDING, UPHELD, APPEALED)}
GROUP = ("unit", "town", "window", "month", "cross_region")


@dataclass(frozen=True)
class CardLine:
    """A card as a person sees it. `state`: 有效, 申诉 (waits for an answer), 维持, 撤销; `acts`: what was done, when, by whom, why."""

    id: int
    unit: str
    number: str
    matter: str
    colour: str
    timeliness: str
    days: int | None
    stage: str
    town: str
    window: str
    month: str
    cross_region: str
    as_of: date
    state: str
    acts: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """A judging of all filings: how many came out how, cards that are new, and cards that stand though the filing, as it
    is now known, would earn none (a person cancels them or not)."""

    as_of: date
    counts: dict[str, Any]
    new: tuple[CardLine, ...]
    no_longer: tuple[CardLine, ...]
    guided: int  # filings that took their limits from the unit's guide
    calendar_ends: date


def run(office: Office, as_of: date) -> Run:
    """Judge all filings taken in as of a day; keep the sums and the cards that were not given before.

    Raises `UserError` where there are no filings or the table of holidays is faulty.
    """
    from importers.filings.keep import pack
    from rules.filings.judge import judge
    from rules.filings.sums import cards, counts, sums

    filings, guided = frame(office)
    timed = judge(office.book, filings, as_of, date.fromisoformat(now()[:10]))
    del filings
    sums_digest, data = pack(sums(timed))
    counted = counts(timed)
    found = list(cards(timed))
    earlier = {(one.unit, one.number, one.colour, one.timeliness): one for one in listed()}
    fresh = [one for one in found if (one.unit, one.number, one.colour, one.timeliness) not in earlier]
    keep_file(office.home, sums_digest, data)
    new = _keep(office, as_of, _mark(as_of, office.book.digest, sums_digest), sums_digest, counted, fresh, timed.cases)
    now_found = {(one.unit, one.number) for one in found}
    over = tuple(
        one for one in earlier.values()
        if one.state != CANCELLED and one.as_of <= as_of and (one.unit, one.number) not in now_found
    )  # fmt: skip
    return Run(as_of, counted, new, over, guided, timed.calendar_ends)


def _keep(
    office: Office,
    as_of: date,
    mark: str,
    sums_digest: str,
    counted: dict[str, Any],
    fresh: Sequence[Any],
    cases: Sequence[Any],
) -> tuple[CardLine, ...]:
    """The run (once for the same filings, book and day) and its new cards, in one transaction."""
    from app.models import Card, CardRun, DecisionBody

    texts = {case: dumps(cases[case]) for case in {one.case for one in fresh}}
    marks = {case: digest(text) for case, text in texts.items()}
    with transaction():
        row = CardRun.objects.filter(digest=mark).first()
        if row is None:
            row = CardRun.objects.create(
                as_of=as_of, book=keep_book(office), digest=mark, sums=sums_digest, counts=dumps(counted), at=now(), by=actor()
            )  # fmt: skip
            detail = {"判定日": as_of, "规则书": office.book.digest, "汇总": sums_digest, "新亮牌": len(fresh)}
            record_act("亮牌判定", detail)
        known = dict(DecisionBody.objects.filter(digest__in=set(marks.values())).values_list("digest", "id"))
        missing = {marks[case]: text for case, text in texts.items() if marks[case] not in known}
        DecisionBody.objects.bulk_create(
            [DecisionBody(digest=d, body=text) for d, text in missing.items()], batch_size=500
        )
        known = dict(DecisionBody.objects.filter(digest__in=set(marks.values())).values_list("digest", "id"))
        Card.objects.bulk_create(
            [
                Card(
                    run=row, unit=one.unit, number=one.number, colour=one.colour, timeliness=one.timeliness,
                    place=dumps(_place(one)), body_id=known[marks[one.case]],
                )
                for one in fresh
            ],
            batch_size=1000,
        )  # fmt: skip
    return (
        tuple(line for line in listed(row.id) if (line.unit, line.number) in {(one.unit, one.number) for one in fresh})
        if fresh
        else ()
    )


def _place(found: Any) -> dict[str, Any]:
    names = ("matter", "town", "window", "month", "cross_region", "accepted", "finished", "days", "stage")
    return {name: getattr(found, name) for name in names}


def listed(run_id: int | None = None) -> list[CardLine]:
    """All cards (of one run) in the order they were given, each with its state."""
    from app.models import Card, CardAct

    rows = Card.objects.select_related("run").order_by("id")
    rows = rows if run_id is None else rows.filter(run_id=run_id)
    acts: dict[int, list[tuple[str, str, str, str]]] = {}
    for act in CardAct.objects.order_by("id"):
        acts.setdefault(act.card_id, []).append((act.act, act.at, act.by, act.why))
    return [_line(row, tuple(acts.get(row.id, ()))) for row in rows.iterator(chunk_size=2000)]


def _line(row: Any, acts: tuple[tuple[str, str, str, str], ...]) -> CardLine:
    place: dict[str, Any] = json.loads(row.place)
    said = {name: place[name] for name in ("matter", "days", "stage", "town", "window", "month", "cross_region")}
    return CardLine(
        id=row.id, unit=row.unit, number=row.number, colour=row.colour, timeliness=row.timeliness, as_of=row.run.as_of,
        state=acts[-1][0] if acts else STANDING, acts=acts, **said,
    )  # fmt: skip


def act(number: int, what: str, why: str) -> CardLine:
    """Appeal (申诉), uphold (维持) or cancel (撤销) a card; nothing is erased, the rates follow.

    Raises `UserError` where there is no such card, no reason, or the act does not fit the card's state.
    """
    from app.models import Card, CardAct

    row = Card.objects.select_related("run").filter(id=number).first()
    if row is None:
        raise UserError(f"第 {number} 号牌", "没有这张牌", "请用 quanmu cards --list 查看编号")
    if not why.strip():
        raise UserError(f"第 {number} 号牌", "没有写理由", "请用 --why 写明理由")
    acts = [(one.act, one.at, one.by, one.why) for one in CardAct.objects.filter(card=row).order_by("id")]
    state = acts[-1][0] if acts else STANDING
    if state not in _AFTER[what]:
        raise UserError(f"第 {number} 号牌", f"现在是“{state}”，不能{what}", f"能{what}的是：{'、'.join(_AFTER[what])}")
    with transaction():
        one = CardAct.objects.create(card=row, act=what, why=why.strip(), at=now(), by=actor())
        record_act(f"亮牌{what}", {"牌": row.id, "单位": row.unit, "受理号": row.number, "理由": why.strip()})
    return _line(row, (*acts, (one.act, one.at, one.by, one.why)))


def reasons(number: int) -> dict[str, Decision]:
    """The decisions under a card, by question, as they were when it was given."""
    from app.models import Card

    row = Card.objects.select_related("body").filter(id=number).first()
    if row is None:
        raise UserError(f"第 {number} 号牌", "没有这张牌", "请用 quanmu cards --list 查看编号")
    return {question: read_decision(dumps(said)) for question, said in json.loads(row.body.body).items()}


def counted(office: Office, day: date) -> list[dict[str, Any]]:
    """What the filings add up to by unit, matter, package, channel and month (facts of 办件汇总), as of the newest judging
    of that day or before; empty where none was judged. For figures that are held against it; `overdue` adds it up further.
    """
    from importers.filings.keep import load
    from rules.filings.counted import counted as counted_of

    row = _newest_run(day)
    return [] if row is None else counted_of(load(office.home / FOLDER / row.sums, row.sums))


def overdue(office: Office, day: date) -> list[Overdue]:
    """By unit and matter how many filings are over promise or law, of how many; empty where none was judged."""
    from rules.filings.counted import overdue as added_up

    return added_up(counted(office, day))


def _newest_run(day: date) -> Any:
    """None also where every file was taken back: then nothing counts."""
    from app.models import CardRun

    row = (
        CardRun.objects.select_related("book")
        .defer("book__content")
        .filter(as_of__lte=day)
        .order_by("-as_of", "-id")
        .first()
    )
    return row if row and in_force()[0] else None


def behind(day: date) -> list[Finding]:
    """One finding where files were taken in or back since the judging that counts on that day: its sums are old."""
    row = _newest_run(day)
    if row is None or row.digest == _mark(row.as_of, row.book.digest, row.sums):
        return []
    return [
        Finding(
            place="成批的办件", code="filings-not-judged-again", title="办件变过以后没有再判定", severity="警告",
            message=f"{row.as_of}判定以后又导入或者撤销过办件，红黄牌、指标和对照用的还是那一次的数",
            advice=f"请再判定一次：quanmu cards --as-of {row.as_of}", subject="成批的办件",
        )
    ]  # fmt: skip


def _mark(as_of: date, book: str, sums: str) -> str:
    """The same for the same filings, book and day."""
    kept, acts = in_force()
    return digest([as_of, book, [*(one for one, _ in kept), *([f"{acts}"] if acts else [])], sums])


def facts(office: Office, day: date) -> list[dict[str, Any]]:
    """办件汇总 for indicators: the sums of the newest run as of that day or before, with the cards that stand now.

    A filing counts once, with its gravest card that is not cancelled. None where nothing was judged.
    """
    from importers.filings.keep import load
    from rules.filings import sums

    row = _newest_run(day)
    if row is None:
        return []
    heaviest: dict[tuple[str, str], CardLine] = {}
    for one in listed():
        if one.state != CANCELLED and one.as_of <= row.as_of:
            held = heaviest.get((one.unit, one.number))
            if held is None or one.colour == sums.RED:
                heaviest[one.unit, one.number] = one
    standing: dict[tuple[str, ...], tuple[int, int]] = {}
    for place, many in Counter((tuple(getattr(c, g) for g in GROUP), c.colour) for c in heaviest.values()).items():
        yellow, red = standing.get(place[0], (0, 0))
        standing[place[0]] = (yellow + many, red) if place[1] == sums.YELLOW else (yellow, red + many)
    return sums.with_cards(sums.facts(load(office.home / FOLDER / row.sums, row.sums)), standing)
