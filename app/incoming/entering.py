"""What a person enters on a page or a command, not in a workbook (录入): a ruling, one fact for many records.

It is kept as an import is: the words as entered are a small file under its digest, every value says which line of it it
stands in, revisions are appended, and the same undo takes it back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from app import ledger
from app.clock import actor, now
from app.incoming.changes import changes
from app.incoming.matching import Identity, formerly, shown_key
from app.incoming.preview import Changed, Comparison
from app.lookup.directory import Entry
from app.office import Office
from app.store import record_act, transaction
from catalogue.canonical import digest, dumps
from catalogue.finding import UserError
from catalogue.records import Record, Source, make_record
from exporters.machine import as_csv

NOT_PUBLISHED = "不公布"


def enter(office: Office, records: Sequence[Record], entered: Sequence[str], what: str, why: str) -> int:
    """Keep records of which the `entered` fields were typed by a person; the number of the import that they make.

    Nothing is written for what is as it was; where that is all, nothing is kept and the number is 0.
    """
    if not why.strip():
        raise UserError("理由", "没有写", "请写清依据，例如“已电话核实”")
    made = now()
    rows = [
        {"类别": r.kind, "名称": r.name, **{n: str(r.facts.get(n, "")) for n in entered}, "理由": why, "录入人": actor(), "时间": made}
        for r in records
    ]  # fmt: skip
    data = as_csv(rows, office.county.example)
    name, sha256 = f"录入-{what}-{made[:19].replace(':', '')}.csv", hashlib.sha256(data).hexdigest()
    placed = [
        replace(r, sources={**r.sources, **{
            n: Source(file=name, sha256=sha256, cell=f"第{line}行", raw="" if r.facts.get(n) is None else str(r.facts[n]))
            for n in entered if n in r.facts
        }})
        for line, r in enumerate(records, start=2)
    ]  # fmt: skip
    with transaction():
        comparison = _compare(office, placed)
        if not comparison.fresh:
            return 0
        ledger.keep_file(office.home, sha256, data)
        source = _file(name, sha256, what, len(rows), comparison, made)
        written = ledger.write(office.fields, placed, comparison, source, None)
        told = {"导入": source.pk, "类别": what, "条数": len(comparison.fresh), "内容": written, "理由": why}
        record_act("录入", {**told, "对象": [shown_key(record.key) for record in placed[:50]]})
    return int(source.pk)


def _compare(office: Office, records: Sequence[Record]) -> Comparison:
    @cache
    def before(kind: str) -> Mapping[str, str]:
        return formerly(office.fields, kind, ledger.newest([kind]))

    new, changed, same, renamed = [], [], [], {}
    for record in records:
        identity: Identity = (record.kind, record.key)
        known = _known(record.kind, record.key)
        if known is None and (was := before(record.kind).get(record.key, "")):
            known, renamed[identity] = _known(record.kind, was), was
        if known is None or not known.body:
            new.append(identity)
        elif differ := changes(known, record):
            changed.append(Changed(record.kind, record.key, record.name, "", differ, renamed.get(identity, "")))
        else:
            same.append(identity)
    return Comparison(tuple(new), tuple(changed), tuple(same), renamed={i: was for i, was in renamed.items() if was})


def _known(kind: str, key: str) -> Any:
    from app.models import Revision

    return Revision.objects.filter(kind=kind, key=key).select_related("source").order_by("-id").first()


def _file(name: str, sha256: str, what: str, rows: int, comparison: Comparison, made: str) -> Any:
    from app.models import ImportedFile

    report = {
        "file": name, "sha256": sha256, "outcome": "imported", "layout": f"录入：{what}", "rows": rows, "issues": [],
        "compare": {**comparison.keys(), "same_of": comparison.same_of()},
    }  # fmt: skip
    return ImportedFile.objects.create(
        sha256=sha256, name=name, layout=f"录入：{what}", rows=rows, held=0, report=dumps(report), at=made, by=actor(),
        sender="",
    )  # fmt: skip


def submitter(entry: Entry) -> str:
    """Who brought the newest version of a record: the person whose word it is."""
    return writers([entry.revision])[entry.revision][0]


def writers(revisions: Iterable[int]) -> dict[int, tuple[str, str]]:
    """By version who wrote it and when: by a later act, or else by the import."""
    from app.models import Revision

    rows = Revision.objects.filter(pk__in=set(revisions)).select_related("source", "act").defer("source__report")
    return {row.pk: (row.act.by, row.act.at) if row.act else (row.source.by, row.source.at) for row in rows}


def version(entries: Sequence[Entry], question: str = "") -> str:
    """What a form over these records carries: equal exactly while none of them, nor the answer, has changed."""
    return digest(
        [[e.kind, e.key, e.revision, [d.get(question) for _, d in e.decisions] if question else 0] for e in entries]
    )


def rule(office: Office, entries: Sequence[tuple[Entry, str]], question: str, answer: str, why: str, day: date) -> int:
    """Rule a question (裁定) for records and recipients ("" for the record itself); the same records that a workbook
    “裁定与不公布” brings. Raises `UserError` for an answer outside the question's list, or records that a ruling cannot tell apart."""
    asked = next((one for one in office.book.questions if one.name == question), None)
    if question != NOT_PUBLISHED and asked is None:
        raise UserError("问题", f"没有问题“{question}”", "请从列表里选")
    if asked and answer not in asked.answers:
        raise UserError("裁定答案", f"“{answer}”不是“{question}”的答案", f"可写：{'、'.join(asked.answers)}")
    if day > date.fromisoformat(now()[:10]):
        raise UserError("裁定日期", f"{day} 还没有到", "请写作出裁定的日子")
    records = [
        make_record(office.fields, "裁定", _without_empty({
            "对象类别": entry.kind, "对象名称": subject_name(entry), "对象部门": _department(entry), "承接主体": recipient,
            "问题": question, "裁定答案": answer if asked else NOT_PUBLISHED, "裁定理由": why.strip(), "裁定人": actor(), "裁定日期": day,
        }))
        for entry, recipient in entries
    ]  # fmt: skip
    if len({record.key for record in records}) < len(records):
        raise UserError("裁定", "选中的记录里有同一部门同名的，分不清是裁定哪一个", "请先把名称改得不同，再裁定")
    return enter(office, records, list(records[0].facts), "裁定", why)


def subject_name(entry: Entry) -> str:
    """What the judgement calls the subject of a record, and a ruling has to."""
    facts = entry.facts
    own = (
        facts.get("办理项名称")
        if entry.kind == "办理项"
        else facts.get("事项名称")
        if entry.kind in ("赋权", "进驻")
        else ""
    )
    return str(own or facts.get("子项名称") or facts.get("主项名称") or entry.name)


def _department(entry: Entry) -> str:
    return str(entry.facts.get("原实施机关" if entry.kind == "赋权" else "实施主体") or "")


def _without_empty(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value not in ("", None)}


def supply(office: Office, entries: Sequence[Entry], name: str, raw: str, why: str) -> int:
    """Give one fact for many records: a new version of each, this field changed and nothing else."""
    from app.models import Revision

    declared = office.fields.fields.get(name)
    if declared is None or declared.nature == "推得":
        raise UserError("字段", f"“{name}”不是可以填的字段", "请选列出的字段；由程序推出的，补它的来源")
    if wrong := [entry.name for entry in entries if entry.kind not in declared.kinds]:
        raise UserError("字段", f"“{name}”不用于{wrong[0]}这类记录", f"用于：{'、'.join(declared.kinds)}")
    try:
        value = declared.typed(raw.strip())
    except ValueError as error:
        raise UserError("值", str(error), "请改正后再提交") from error
    if value is None:
        raise UserError("值", "没有填写", f"请写{name}")
    rows = Revision.objects.in_bulk([entry.revision for entry in entries])
    records = [ledger.load(office.fields, rows[entry.revision].body) for entry in entries]
    if any(name in office.fields.kinds[r.kind].identity for r in records):
        raise UserError("字段", f"“{name}”是认出这条记录的字段", "请用工作簿改")
    given = [replace(r, facts={**r.facts, name: value}) for r in records]
    return enter(office, given, [name], f"补{name}", why)
