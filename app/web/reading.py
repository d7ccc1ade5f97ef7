"""The worker's part of an upload: the trial reading and its pages' contents, taking in, undoing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from app import flow
from app.clock import now
from app.incoming import headings, intake, memory
from app.incoming import undo as undoing
from app.incoming.beforehand import ByFile
from app.incoming.changes import shown
from app.incoming.handback import hand_back
from app.incoming.intake import Intake
from app.incoming.matching import shown_key
from app.incoming.preview import WORDS
from app.incoming.preview_sheets import preview_workbook
from app.models import ImportedFile
from app.personal.masking import hidden
from app.store import record_act, transaction
from app.web import cells, scope, uploads
from app.web.models import Upload
from app.web.offices import office
from app.web.progress import Progress
from app.web.roles import Role
from catalogue.canonical import plain
from catalogue.finding import UserError
from catalogue.layout import Layout
from importers.issues import Issue, issue
from importers.mapping import Question
from importers.read import FileResult

_MOST = 500  # lines of each kind that a page shows; the workbooks to download hold all
_PAGED = 5_000  # problems of a file that pages lead to, ten full ones
_SPOKEN = 50  # new records whose values are told, too
SECRET = "secrecy-mark"  # noqa: S105 - a finding's code


def look(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Read on trial: questions about headings, or what would change and what is wrong (arguments 答: what people said;
    改: fingerprints of headings whose remembered answer is asked for again; 不读: of sheets that are no records)."""
    upload = Upload.objects.select_related("account").get(pk=arguments["报送"])
    at, files = office(), uploads.files_of(upload)
    progress(0, "正在认表头")
    questions = _questions(upload, files, arguments["答"], arguments.get("改", ()))
    unread = [[one["file"], one["sheet"], one["fingerprint"]] for one in questions if one["fingerprint"] in arguments.get("不读", ())]  # fmt: skip
    questions = [one for one in questions if one["fingerprint"] not in arguments.get("不读", ())]
    if questions:
        return {"说明": f"有 {len(questions)} 张表的表头要人确认", "问": questions, "不读": unread, "文件": []}
    progress(30, "正在试读和对比")
    mended = cells.by_file(upload)
    taken = flow.read(
        at, [path for path, _ in files], intake.How(False, sender=upload.sender, names=dict(files), mended=mended)
    )
    if any(issue.code == SECRET for one in taken for issue in one.result.issues):
        return _refuse_secret(upload)
    progress(80, "正在写批注")
    _write(upload, taken, [path for path, _ in files], mended)
    told = [_told(upload, one, path) for one, (path, _) in zip(taken, files, strict=True)]
    held, rows = sum(one["waiting"] for one in told), sum(one["rows"] for one in told)
    return {"说明": f"试读完：{rows} 行，其中 {held} 行有错或要确认", "问": [], "不读": unread, "文件": told}


def _questions(
    upload: Upload, files: list[tuple[Path, str]], answers: list[dict[str, Any]], again: Sequence[str]
) -> list[dict[str, Any]]:
    """What is still to be asked, after what was answered is remembered. What is asked again shows what was said before."""
    at = office()
    anew = {*again, *(one["fingerprint"] for one in answers)}
    known = [one for one in intake.all_layouts(at, upload.sender) if not one.fingerprint or one.fingerprint not in anew]
    before = {one.layout.fingerprint: one.layout for one in memory.remembered(at.fields) if one.sender == upload.sender}
    found = []
    for path, name in files:
        try:
            found += headings.open_questions(at, [(path, name)], known)
        except UserError:
            continue  # the reading says what is wrong with the file
    given = {one["fingerprint"]: one for one in answers}
    told = [
        (q, given[q.fingerprint]["kind"], given[q.fingerprint]["fields"]) for _, q in found if q.fingerprint in given
    ]
    try:
        headings.keep(at, told, known, upload.sender, dry_run=False)
    except UserError as error:  # none was kept: asked again, with why
        return [
            {
                **_asked(name, q, known),
                "wrong": str(error) if q.fingerprint in given else "",
                "said": given.get(q.fingerprint),
            }
            for name, q in found
        ]
    rest = {q.fingerprint: (name, q) for name, q in found if q.fingerprint not in given}
    return [
        {**_asked(name, question, known), "wrong": "", "said": _said(question, before.get(question.fingerprint))}
        for name, question in rest.values()
    ]


def _said(question: Question, layout: Layout | None) -> dict[str, Any] | None:
    """What was said of these headings before, as an answer says it."""
    if layout is None:
        return None
    return {"kind": layout.kind, "fields": {c.word: layout.words.get(c.readings[0], "") for c in question.columns}}


def _asked(name: str, question: Any, known: list[Any]) -> dict[str, Any]:
    """A question with the columns as they look for each kind that it may be, likeliest first."""
    first = headings.as_dict(office(), name, question, known)
    kinds = [one["kind"] for one in first["kinds"]]
    return {
        **first,
        "of": {kind: headings.as_dict(office(), name, question, known, kind)["columns"] for kind in kinds[:8]},
    }


def _refuse_secret(upload: Upload) -> Mapping[str, Any]:
    """A workbook with a mark of secrecy is kept nowhere, nor is its name told in the log."""
    with transaction():
        Upload.objects.filter(pk=upload.pk).update(state=uploads.REFUSED, files="[]")
        record_act("拒收涉密文件", {"报送": upload.pk, "来自": upload.sender})
    uploads.forget(upload)
    raise UserError(f"报送 {upload.pk}", "文件里有密级标志，没有保存", "涉密文件不得在本系统处理，请按保密规定办理")


def _write(upload: Upload, taken: list[Intake], paths: list[Path], mended: ByFile) -> None:
    """The marked workbooks and the preview as a workbook, to be downloaded."""
    folder = uploads.folder() / str(upload.pk)
    folder.mkdir(parents=True, exist_ok=True)
    for number, (one, path) in enumerate(zip(taken, paths, strict=True)):
        target = folder / f"back-{number}.xlsx"
        target.unlink(missing_ok=True)
        try:
            target.write_bytes(hand_back(one.result, path.read_bytes(), mended.get(one.result.sha256, ())))
        except UserError:
            continue  # what was refused unread has no marked workbook
    (folder / "preview.xlsx").write_bytes(preview_workbook(taken, date.fromisoformat(now()[:10])))


def _told(upload: Upload, one: Intake, path: Path) -> dict[str, Any]:
    result, compared = one.result, one.comparison
    order = list(WORDS)
    foreign = _foreign(upload, result)
    issues = [*foreign, *sorted(result.issues, key=lambda i: order.index(i.severity))]
    counts = Counter(WORDS[i.severity] for i in issues)
    private = {
        cell.cell
        for row in result.rows
        for name, cell in row.cells.items()
        if hidden(office().fields, name, whole=False)
    }
    mendable = cells.mendable(one, path.read_bytes(), issues[:_PAGED])
    changes = [
        [shown_key(c.key), f.field, shown(f.old), shown(f.new), f.old_source, f.new_source]
        for c in (compared.changed if compared else ())
        for f in c.changes
    ]
    return {
        "kinds": sorted({r.kind for row in result.rows for r in row.records}), "file": result.file, "sha256": result.sha256, "mendable": mendable, "refused": result.refused, "layouts": list(result.layouts), "rows": len(result.rows),
        "waiting": result.waiting, "personal": result.personal, "counts": list((compared.counts() if compared else {}).items()), "remembered": _remembered(upload, result.layouts),
        "levels": [[word, counts[word]] for word in WORDS.values() if counts[word]], "foreign": [one.cell for one in foreign],
        "problems": len(issues), "issues": [[i.cell, WORDS[i.severity], i.message, i.advice] for i in issues[:_PAGED]],
        "private": sorted({i.cell for i in issues[:_PAGED]} & private), "holds": bool(private),
        "changes": changes[:_MOST], "changed": len(changes),
        "new": [[kind, shown_key(key)] for kind, key in (compared.new if compared else ())][:_MOST], "newly": _newly(one),
        "gone": [[kind, shown_key(key)] for kind, key in (compared.gone if compared else ())][:_MOST],
        "renamed": [[shown_key(s.key), shown_key(s.known), f"{s.likeness:.0%}"] for s in (compared.suggestions if compared else ())][:_MOST],
        "before": f"以前导入过（第 {one.number} 次，{one.at[:16].replace('T', ' ')}，{one.by}）" if one.number else "",
    }  # fmt: skip


def _newly(one: Intake) -> list[list[list[str]]]:
    """What the first new records say, in the order of `new`: names and values that are not in their keys already."""
    first = list(one.comparison.new[:_SPOKEN]) if one.comparison else []
    known = {(r.kind, r.key): r for r in one.result.records} if first else {}
    identity = {kind: office().fields.kinds[kind].identity for kind, _ in first}
    return [
        [[name, shown(plain(value))] for name, value in known[kind, key].facts.items() if name not in identity[kind]]
        for kind, key in first
        if (kind, key) in known
    ]


def _remembered(upload: Upload, layouts: Sequence[str]) -> list[dict[str, Any]]:
    """What people once said of the file's headings, by which it was read."""
    return [
        {"fingerprint": one.layout.fingerprint, "kind": one.layout.kind, "words": list(one.layout.words.items()), "at": one.at, "by": one.by}
        for one in memory.remembered(office().fields)
        if one.sender == upload.sender and one.layout.name in layouts
    ]  # fmt: skip


def _foreign(upload: Upload, result: FileResult) -> list[Issue]:
    """Rows that are not the sender's own, at the cell that names their unit: a unit's person may send only these."""
    if upload.account.has(Role.REFORM):
        return []
    may, found = scope.hands(upload.account), list[Issue]()
    for row in result.rows:
        for record in row.records:
            if not may(record.kind, record.facts):
                names = scope.unit_fields(upload.account, record.kind)
                cell = next((row.cells[name].cell for name in names if name in row.cells), row.src)
                unit = "、".join(str(record.facts[name]) for name in names if record.facts.get(name))
                found.append(issue("not-own-unit", cell, name=row.name, unit=unit or "没有写", own=upload.account.unit))
    return list(dict.fromkeys(found))


def take_in(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Commit the good rows, put the others into the tray; the bytes of the upload go, the store keeps what it may."""
    upload = Upload.objects.select_related("account", "preview").get(pk=arguments["报送"])
    if upload.state == uploads.TAKEN:
        return _taken_before(upload)
    files = uploads.files_of(upload)
    progress(0, "正在导入")
    taken, mended = [], cells.by_file(upload)
    for number, (path, name) in enumerate(files):
        progress(100 * number // len(files), f"正在导入 {name}")
        taken += flow.read(office(), [path], intake.How(True, sender=upload.sender, names={path: name}, mended=mended))
    refused = [one.result.file for one in taken if one.result.refused]
    with transaction():
        Upload.objects.filter(pk=upload.pk).update(state=uploads.TAKEN)
    uploads.forget(upload)
    counts: Counter[str] = Counter()
    for one in taken:
        counts.update(one.comparison.counts() if one.comparison and one.committed else {})
    held = sum(one.result.waiting for one in taken if one.committed)
    again = [one.result.file for one in taken if not one.committed and not one.result.refused]
    told = "，".join(f"{word} {n}" for word, n in counts.items() if word != "不再出现") or "没有新内容"
    return {
        "说明": f"已导入：{told}；暂存 {held} 行" + (f"；以前导入过的没有再导：{'、'.join(again)}" if again else ""),
        "导入": [one.number for one in taken if one.number], "暂存": held, "读不了": refused,
    }  # fmt: skip


def _taken_before(upload: Upload) -> Mapping[str, Any]:
    """All of it was committed, but the process died before it could say so."""
    uploads.forget(upload)
    digests = [sha256 for sha256, *_ in json.loads(upload.files)]
    kept = list(ImportedFile.objects.filter(sha256__in=digests).order_by("pk"))
    return {
        "说明": "上一次已经导入，没有再导；导入了什么见“导入记录”",
        "导入": [one.pk for one in kept], "暂存": sum(one.held for one in kept), "读不了": [],
    }  # fmt: skip


def undo(arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Take an import back (arguments: number, why, later)."""
    progress(0, "正在撤销")
    done = undoing.undo(arguments["number"], arguments["why"], arguments["later"])
    also = f"（连同第 {'、'.join(map(str, done.also))} 次）" if done.also else ""
    return {
        "说明": f"已撤销第 {done.number} 次导入“{done.file}”{also}：恢复原值 {len(done.restored)} 条，撤去 {len(done.withdrawn)} 条，"
        f"保持现状 {len(done.kept)} 条，暂存作罢 {done.held} 行",
        "导入": done.number,
    }
