"""Suppositions for `rules impact --what-if`: a parameter's value, or a fact of an organisation (or another record)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from catalogue.canonical import digest
from catalogue.fields import Field, FieldList
from catalogue.finding import UserError
from catalogue.names import header_key, name_key
from catalogue.records import Record
from catalogue.rulebook import ParameterValue
from rules.books import TODAY, Book
from rules.facts.capacity import COUNTED, FACTS, HELD
from rules.facts.world import World
from rules.opening.reading import iso_day, nearest
from rules.opening.sections import NUMBER

if TYPE_CHECKING:
    from app.rulebook.impact import Change

_OF_RECORD = re.compile(r"([^:]+):(.+)\.([^.]+)", re.DOTALL)
_WIDE = str.maketrans("：＝．", ":=.")  # as a Chinese input method writes them
_FORM = "请写成 参数=值，或 机构:名称.字段=值（如 机构:柳湾镇.持证执法人员数=2）"


def suppose(
    words: Iterable[str], book: Book, records: Sequence[Record], day: date
) -> tuple[Book, Sequence[Record], tuple[str, ...], tuple[str, ...]]:
    """The book and the records as if; each supposition in words; and what it does not move, though it might seem to.
    Raises `UserError` naming what comes nearest."""
    told: dict[str, str] = {}
    unmoved: list[str] = []
    for word in words:
        name, sign, value = word.translate(_WIDE).partition("=")
        name, value = name.strip(), value.strip()
        if not sign or not name or not value:
            raise UserError(f"--what-if {word}", "不是“名称=值”", _FORM)
        of_record = _OF_RECORD.fullmatch(name)
        if of_record and name not in book.parameters:
            kind, called, field_name = (part.strip() for part in of_record.groups())
            records, left = _of_record(word, kind, called, field_name, value, book.fields, records, day)
            unmoved += left
        else:
            book = _parameter(word, name, value, book)
        if name in told:
            raise UserError(f"--what-if {word}", f"“{name}”假设了两次", "请只留一个；要比两种，请分两次运行")
        told[name] = f"{name}＝{value}"
    return book, records, tuple(told.values()), tuple(unmoved)


def gained(told: Iterable[str], changes: Iterable[Change]) -> list[str]:
    """What a supposition would bring, a sentence a recipient: how many matters it could then take, which, and what of them
    should then go down."""
    able: dict[str, list[str]] = {}
    down: dict[str, list[str]] = {}
    for one in changes:
        if one.question == "承接能力" and one.after == "具备":
            able.setdefault(one.recipient, []).append(one.name)
        if one.question == "适宜下放" and one.after == "宜下放" != one.before:
            down.setdefault(one.recipient, []).append(one.name)
    if_so = "、".join(re.sub(r"^[^:]+:(.+)\.([^.]+)＝", r"\1的\2＝", one) for one in told)
    out = []
    for recipient in dict.fromkeys((*able, *down)):
        both = (("接得住", able.get(recipient, [])), ("宜下放", down.get(recipient, [])))
        more = "；".join(f"{what}的多 {len(names)} 项：{_some(names)}" for what, names in both if names)
        out.append(f"如果{if_so}，{recipient}{more}。")
    return out


def lapsed(changes: Iterable[Change]) -> list[str]:
    """A sentence on the rulings that come back to a person: what they rest on is no longer so."""
    back = [one for one in changes if one.lapsed]
    called = _some([f"{one.name}{f' → {one.recipient}' if one.recipient else ''}的{one.question}" for one in back])
    return [f"{len(back)} 个裁定所依据的事实或规则变了，不再适用，要由人重新裁定：{called}。"] if back else []


def _some(names: Sequence[str]) -> str:
    return "、".join(f"“{name}”" for name in names[:7]) + ("等" if len(names) > 7 else "")


def _parameter(word: str, name: str, value: str, book: Book) -> Book:
    declared = book.parameters.get(name)
    if not declared:
        if "." in name:  # 石桥镇.持证人数
            what = f"没有“{name}”这个参数"
            raise UserError(f"--what-if {word}", what, f"假设机构的事实，请写成 机构:{name}={value}")
        hint, advice = nearest(name, book.parameters), f"可用的参数：{'、'.join(book.parameters)}；{_FORM}"
        raise UserError(
            f"--what-if {word}",
            f"没有“{name}”这个参数{hint}",
            "判定日用 --as-of 和 --then 写" if name == TODAY else advice,
        )
    kind = declared[0].type
    typed: Decimal | date | str | None = value
    if kind == "数":
        typed = Decimal(value) if NUMBER.fullmatch(value) else None
    elif kind == "日期":
        typed = iso_day(value)
    if typed is None:
        raise UserError(f"--what-if {word}", f"参数“{name}”的值应为{kind}", "请改正值；日期写作 2021-12-31")
    _not_below_nothing(word, typed)
    supposed = ParameterValue(name=name, type=kind, value=typed)
    words = replace(book.vocabulary, parameters={**book.parameters, name: (supposed,)})
    return replace(book, vocabulary=words, digest=digest([book.digest, name, value]))


def _not_below_nothing(word: str, value: object) -> None:
    """Suppositions count people, cases, days and money."""
    if isinstance(value, (int, Decimal)) and value < 0:
        raise UserError(f"--what-if {word}", "是负数", "请写不小于零的数")


def _of_record(
    word: str,
    kind: str,
    called: str,
    field_name: str,
    value: str,
    fields: FieldList,
    records: Sequence[Record],
    day: date,
) -> tuple[Sequence[Record], list[str]]:
    if kind not in fields.kinds:
        hint = nearest(kind, fields.kinds)
        raise UserError(f"--what-if {word}", f"没有“{kind}”这类记录{hint}", f"可用：{'、'.join(fields.kinds)}")
    mine = [record for record in records if record.kind == kind]
    group = World.of(records, day).members(called)[0] if kind == "机构" else []
    keys = set(map(name_key, group if len(group) > 1 else [called]))  # 各镇: every one of them
    meant = {id(r) for r in mine if keys.intersection(map(name_key, (r.name, *_short_names(r)))) and r.in_force(day)}
    if not meant:
        hint = nearest(called, [record.name for record in mine])
        raise UserError(f"--what-if {word}", f"{day} 没有叫“{called}”的{kind}{hint}", "请写全名，与目录里的一致")
    field = _field(word, kind, field_name, fields)
    try:
        typed = field.typed(value)
    except ValueError as error:
        raise UserError(f"--what-if {word}", str(error), "请改成可用的值") from error
    _not_below_nothing(word, typed)
    named = {record.name for record in mine if id(record) in meant}
    supposed = [
        replace(record, facts={**record.facts, field.name: typed}) if id(record) in meant else record
        for record in records
    ]
    return _unsaid(supposed, named, field.name, day) if kind == "机构" and field.name in FACTS else (supposed, [])


def _unsaid(records: Sequence[Record], organs: set[str], fact: str, day: date) -> tuple[list[Record], list[str]]:
    """Records without what goes before an organisation's own row when its capacity is read: its dated capacities, and
    what a grant to it alone says. Else the supposition would say nothing of just the grants it is made for. And the
    grants to it and others at once that say what these can do: that goes before still."""
    world = World.of(records, day)
    items = {item for item, made in {**HELD, **COUNTED}.items() if made == fact}
    out, left = [], []
    for record in records:
        facts = record.facts
        if record.kind == "承接能力" and facts.get("能力项") in items:
            organ = world.organisation(facts.get("机构名称"))
            if organ and organ.name in organs:
                continue
        if record.kind == "赋权" and fact in facts:
            known, unknown = world.members(str(facts.get("承接主体", "")))
            if not unknown and set(known) <= organs:
                record = replace(record, facts={name: value for name, value in facts.items() if name != fact})
            elif organs.intersection(known):
                left.append(
                    f"“{record.name}”的赋权行同时写给{facts.get('承接主体')}，行里写了“{fact}”，以它为准，假设没有改这一行"
                )
        out.append(record)
    return out, left


def _short_names(record: Record) -> list[str]:
    return [str(name) for name in record.facts.get("机构简称") or ()]


def _field(word: str, kind: str, name: str, fields: FieldList) -> Field:
    """By its name, or by a header word of that kind of record."""
    found = [field for field in fields.by_word.get(header_key(name), []) if kind in field.kinds]
    if len(found) == 1:
        return found[0]
    known = [spelling for field in fields.of_kind(kind) for spelling in (field.name, *field.words)]
    raise UserError(
        f"--what-if {word}",
        f"{kind}没有“{name}”这个字段{nearest(name, known)}",
        f"可用：{'、'.join(field.name for field in fields.of_kind(kind))}",
    )
