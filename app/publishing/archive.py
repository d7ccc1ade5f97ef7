"""Keeping judgements and editions in the store, and getting editions back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from app.clock import actor, now
from app.judgement.judging import Judgement
from app.office import Office
from app.publishing.candidates import content_of, retire
from app.publishing.freezing import Frozen, counts
from app.rulebook.keeping import keep_book
from app.store import audit_head, record_act, transaction
from catalogue.canonical import digest, dumps
from catalogue.edition import (
    Edition,
    Manifest,
    PastEdition,
    PublicAgreement,
    PublicDuty,
    PublicEnded,
    PublicGrant,
    PublicMatter,
    PublicPackage,
    PublicRetired,
)
from catalogue.finding import UserError

KINDS: dict[str, Any] = {
    "事项": PublicMatter,
    "赋权": PublicGrant,
    "跨域通办": PublicAgreement,
    "已不公布": PublicRetired,
    "收回取消": PublicEnded,
    "履职事项": PublicDuty,
    "一件事": PublicPackage,
}


def keep_judgement(office: Office, judgement: Judgement) -> None:
    """Keep a run of decisions; a run that came to exactly the same is not kept twice."""
    from app.models import DecisionBody, DecisionRow, DecisionRun, RulingUse

    rows = [
        (one.kind, one.subject, question, decision)
        for group in judgement.judged.values()
        for one in group
        for question, decision in one.decisions.items()
    ]
    spoken: dict[int, tuple[str, str]] = {}
    for *_, decision in rows:
        if id(decision) not in spoken:
            text = dumps(decision)
            spoken[id(decision)] = (digest(text), text)
    run_digest = digest([judgement.day, office.book.digest, [(k, s, q, spoken[id(d)][0]) for k, s, q, d in rows]])
    if DecisionRun.objects.filter(digest=run_digest).exists():
        return
    known = dict(DecisionBody.objects.values_list("digest", "id"))
    with transaction():
        book = keep_book(office)
        fresh = {d: DecisionBody(digest=d, body=text) for d, text in spoken.values() if d not in known}
        DecisionBody.objects.bulk_create(fresh.values(), batch_size=500)
        known = dict(DecisionBody.objects.values_list("digest", "id"))
        run = DecisionRun.objects.create(
            as_of=judgement.day, book=book, at=now(), by=actor(), counts=dumps(judgement.counts()), digest=run_digest
        )
        DecisionRow.objects.bulk_create(
            [
                DecisionRow(run=run, kind=k, key=s, question=q, status=d.status, body_id=known[spoken[id(d)][0]])
                for k, s, q, d in rows
            ],
            batch_size=2000,
        )
        RulingUse.objects.bulk_create([RulingUse(**use) for use in judgement.first_uses])
        record_act("判定", {"判定日": judgement.day, "规则书": office.book.digest, "结果": run_digest})


def keep_edition(office: Office, judgement: Judgement, frozen: Frozen, note: str = "") -> Edition:
    """The edition of this content: the existing one if nothing public changed, else a new one with its manifest.

    `note`: a public remark (更正说明); with one, or once the existing edition was withdrawn, it is a new edition.
    """
    from app.models import Edition as Row

    earlier = past()
    again = [one.number for one in earlier if one.withdrawn]
    known = [office.county, judgement.day, content_of(frozen), *([again] if again else []), *([note] if note else [])]
    identity = digest(known)
    if row := Row.objects.filter(digest=identity).first():
        return _from_row(row)
    retired = retire(frozen, editions())
    with transaction():
        keep_book(office)
        edition = _next(office, judgement, frozen, note, earlier, retired)
        manifest = edition.manifest
        Row.objects.create(
            number=manifest.number, digest=identity, as_of=judgement.day, manifest=dumps(manifest),
            lines=edition.json_lines(), at=now(), by=actor(),
        )  # fmt: skip
        record_act("公布", {"版次": manifest.number, "判定日": judgement.day, "内容": manifest.lines, "说明": note})
    return edition


def next_edition(office: Office, judgement: Judgement, frozen: Frozen, note: str = "") -> Edition:
    """The edition that would be kept next, not kept yet: to be looked at, compared and approved. Raises `UserError`."""
    return _next(office, judgement, frozen, note, past(), retire(frozen, editions()))


def _next(
    office: Office, judgement: Judgement, frozen: Frozen, note: str, earlier: tuple[PastEdition, ...],
    retired: tuple[PublicRetired, ...],
) -> Edition:  # fmt: skip
    from app.models import Edition as Row
    from app.models import ImportedFile

    if not (frozen.matters or frozen.grants):
        raise UserError("公布", "没有一条可以公布的记录", "请先导入工作簿；原来公布的文件没有改动")
    last = Row.objects.order_by("-number").first()
    draft = Manifest(
        number=(last.number if last else 0) + 1, county=office.county, as_of=judgement.day, published=now(),
        program=version("quanmu"), book=office.book.digest, audit_head=audit_head(),
        imports=tuple(sorted(ImportedFile.objects.values_list("sha256", flat=True))),
        lines="", counts=counts(frozen), replaces=last.digest if last else "", note=note, history=earlier,
    )  # fmt: skip
    edition = Edition(manifest=draft, **content_of(frozen), retired=retired)
    return edition.model_copy(update={"manifest": draft.model_copy(update={"lines": edition.lines_digest()})})


def past() -> tuple[PastEdition, ...]:
    """Every edition so far, oldest first, as a later one tells of it."""
    from app.models import Edition as Row
    from app.models import EditionAct

    withdrawn = {act.edition_id: act.why for act in EditionAct.objects.filter(act="撤回")}
    found = []
    for row in Row.objects.defer("lines").order_by("number"):
        manifest = json.loads(row.manifest)
        found.append(
            PastEdition(
                number=row.number,
                as_of=row.as_of,
                published=manifest["published"],
                lines=manifest["lines"],
                note=manifest.get("note", ""),
                withdrawn=withdrawn.get(row.id, ""),
            )  # fmt: skip
        )
    return tuple(found)


def withdraw(number: int, why: str) -> PastEdition:
    """Take an edition back (撤回): it stays in the store, every later one says why. Raises `UserError`."""
    from app.models import Edition as Row
    from app.models import EditionAct

    known = {one.number: one for one in past()}
    if number not in known:
        raise UserError(
            f"第 {number} 版", "没有这一版", f"已有版次：{'、'.join(map(str, known)) or '（还没有公布过）'}"
        )
    if known[number].withdrawn:
        raise UserError(f"第 {number} 版", f"已经撤回过（{known[number].withdrawn}）", "不需再撤")
    with transaction():
        EditionAct.objects.create(edition=Row.objects.get(number=number), act="撤回", why=why, at=now(), by=actor())
        record_act("撤回", {"版次": number, "理由": why})
    return known[number].model_copy(update={"withdrawn": why})


def refuse_foreign(folder: Path) -> None:
    """Refuse to write over what another store has published there. Raises `UserError`; nothing is changed."""
    from app.models import Edition as Row

    manifest = folder / "manifest.json"
    if not manifest.exists():
        return
    try:
        lines = json.loads(manifest.read_text(encoding="utf-8"))["edition"]["lines"]
    except (ValueError, KeyError, TypeError):
        lines = ""
    if not any(json.loads(row.manifest)["lines"] == lines for row in Row.objects.all()):
        raise UserError(
            str(folder), "已有另一个库公布的内容", "请换一个文件夹（--into），或先把原来的移走；没有改动任何文件"
        )


def editions() -> list[Edition]:
    """All editions, oldest first."""
    from app.models import Edition as Row

    return [_from_row(row) for row in Row.objects.order_by("number")]


def before(number: int) -> Iterator[Edition]:
    """The editions before that one, newest first, one at a time: each may be large."""
    from app.models import Edition as Row

    for row in Row.objects.filter(number__lt=number).order_by("-number").iterator(chunk_size=1):
        yield _from_row(row)


def latest() -> Edition:
    """The edition published last, or `UserError` where there is none."""
    from app.models import Edition as Row

    row = Row.objects.order_by("-number").first()
    if row is None:
        raise UserError("公布", "还没有公布过", "请先 quanmu publish")
    return _from_row(row)


def edition(number: int) -> Edition:
    """The edition of that number, or `UserError` naming those there are."""
    found = editions()
    for one in found:
        if one.manifest.number == number:
            return one
    known = "、".join(str(one.manifest.number) for one in found) or "（还没有公布过）"
    raise UserError(f"第 {number} 版", "没有这一版", f"已有版次：{known}")


def _from_row(row: Any) -> Edition:
    return load_edition(json.loads(row.manifest), row.lines)


def load_edition(manifest: dict[str, Any], lines: str) -> Edition:
    """An edition back from its manifest and canonical JSON lines."""
    objects = [KINDS[raw["kind"]].model_validate(raw) for raw in map(json.loads, lines.splitlines())]
    return Edition(
        manifest=Manifest.model_validate(manifest),
        matters=tuple(o for o in objects if o.kind == "事项"),
        grants=tuple(o for o in objects if o.kind == "赋权"),
        agreements=tuple(o for o in objects if o.kind == "跨域通办"),
        retired=tuple(o for o in objects if o.kind == "已不公布"),
        ended=tuple(o for o in objects if o.kind == "收回取消"),
        duties=tuple(o for o in objects if o.kind == "履职事项"),
        packages=tuple(o for o in objects if o.kind == "一件事"),
        frozen=lines,
    )
