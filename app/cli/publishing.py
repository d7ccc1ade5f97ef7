"""Commands that publish: publish, diff, verify."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import AS_OF, JSON, emit, errors, say, table, the_day
from app.cli.which import edition_of
from app.office import KEY
from catalogue.edition import Edition
from catalogue.finding import UserError


@command(
    "publish",
    help="冻结一版并写出 public/（清单、办事指南、校验清单）和 office/（自查梳理表）。内容没变就是原来那一版。",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default=True,
    help="写在哪个文件夹下",
)
@click.option("--note", default="", metavar="说明", help="随本版公开的说明，如更正了什么")
@AS_OF
@JSON
@click.pass_obj
def publish_command(home: Path, into: Path, note: str, as_of: datetime | None, as_json: bool) -> int:
    """Judge, check, freeze, write."""
    from rich.progress import Progress

    from app import flow
    from app.config import load_config
    from app.office import open_office
    from app.publishing.freezing import without_guide

    if load_config(home).review == "全部":
        raise UserError("publish", "本单位设置了一切都要第二个人审核（review = 全部），一个人不能公布", "请用 quanmu release：prepare 备稿、send 送批，由另一个人 approve，再 publish")  # fmt: skip
    with Progress(console=errors, disable=as_json, transient=True) as bar:
        task = bar.add_task("正在打开规则书", total=5)
        office = open_office(home)
        bar.update(task, advance=1, description="正在判定")
        judgement = flow.decide(office, the_day(as_of))
        bar.update(task, advance=1, description="正在自查")
        checked = flow.check(office, judgement)
        bar.update(task, advance=1, description="正在冻结")
        edition, frozen = flow.freeze(office, judgement, checked, note.strip())
        bar.update(task, advance=1, description="正在排版和写出")
        flow.publish(office, edition, checked, into, frozen)
        bar.update(task, advance=1)
    missing = without_guide(frozen)
    if as_json:
        emit({
            "edition": edition.manifest, "left_out": frozen.left_out, "without_guide": missing,
            "public": str(into / "public"),
        })  # fmt: skip
        return 0
    show_edition(edition)
    show_left_out(frozen)
    if missing:
        rows = [[one.kind, one.unit, one.name, one.reason] for one in missing]
        table(
            f"没有办事指南的 {len(missing)} 条（全部见 office/没有指南的事项.xlsx）",
            ["类别", "单位", "名称", "原因"],
            rows[:15],
        )
    say(f"对外公布的在 {into / 'public' / 'index.html'}，内部材料在 {into / 'office'}。")
    return 0


def show_edition(edition: Edition) -> None:
    """What the edition holds."""
    manifest = edition.manifest
    table(f"第 {manifest.number} 版（判定日 {manifest.as_of}）", ["公布内容", "数量"], list(manifest.counts.items()))


def show_left_out(frozen: object) -> None:
    """What stays out, by reason."""
    reasons: dict[tuple[str, str], int] = {}
    for one in frozen.left_out:  # type: ignore[attr-defined]
        reasons[one.kind, one.reason] = reasons.get((one.kind, one.reason), 0) + 1
    if reasons:
        rows = [[kind, reason, n] for (kind, reason), n in sorted(reasons.items(), key=lambda kv: -kv[1])]
        table(f"没有公布的记录 {sum(reasons.values())} 条", ["类别", "原因", "条数"], rows[:15])


@command("diff", help="比较两版：增加、减少、变更（逐项）、换层级或窗口。可写版次，也可写 public 文件夹。")
@click.argument("old", metavar="甲")
@click.argument("new", metavar="乙")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="另写一页 HTML")
@click.option("--xlsx", type=click.Path(path_type=Path, dir_okay=False), help="另写一份 Excel 对照表")
@click.option("--notice", is_flag=True, help="只印一段可以写进通知的文字")
@JSON
@click.pass_obj
def diff_command(
    home: Path, old: str, new: str, html: Path | None, xlsx: Path | None, notice: bool, as_json: bool
) -> int:
    """Two editions side by side."""
    from exporters.compare import diff, diff_sheet, paragraph, render_diff
    from exporters.xlsx import workbook

    before, after = edition_of(home, old), edition_of(home, new)
    change = diff(before, after)
    if html:
        render_diff(change, html)
    if xlsx:
        xlsx.parent.mkdir(parents=True, exist_ok=True)
        xlsx.write_bytes(workbook(diff_sheet(change), after.manifest.as_of))
    if notice and not as_json:
        say(paragraph(change))
        return 0
    if as_json:
        emit(asdict(change) | {"notice": paragraph(change)})
        return 0
    groups = (
        ("新增", change.added),
        ("取消", change.removed),
        ("内容变更", change.changed),
        ("窗口或层级变动", change.moved),
    )
    rows = [
        [what, e.kind, e.name, "；".join(f"{c.field}：{c.old or '（无）'} → {c.new or '（无）'}" for c in e.changes)]
        for what, entries in groups
        for e in entries
    ]
    table(
        f"{old} 与 {new} 相比：" + "，".join(f"{k} {v}" for k, v in change.counts().items()),
        ["变化", "类别", "名称", "内容"],
        rows[:200],
    )
    return 0


@command(
    "verify",
    help="核对公布的文件夹或其中一个文件：与 manifest.json 中的 SHA-256、SM3 是否一致，有没有多出或缺少，签名对不对。不需要库。",
)
@click.argument("path", type=click.Path(path_type=Path, exists=True), metavar="文件夹或文件")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="核对单个文件时，它那一版的 manifest.json",
)
@click.option("--key", default="", metavar="公钥", help="公布单位的公钥（44 个字符），一并核对签名")
@JSON
def verify_command(path: Path, manifest: Path | None, key: str, as_json: bool) -> int:
    """Years later, without the store."""
    from exporters.verify import published_as, verify, verify_file

    folder, agrees = path, "全部文件与校验清单一致。"
    if path.is_file():
        above = manifest or next((one for up in path.parents if (one := up / "manifest.json").exists()), None)
        if above is None:
            raise UserError(str(path), "找不到它那一版的 manifest.json", "请用 --manifest 指明")
        findings = verify_file(path, above, key)
        agrees = "" if findings else f"就是{published_as(path, above)}，内容没有变。"
    elif not (folder / "manifest.json").exists():
        raise UserError(str(folder), "没有 manifest.json", "请指到公布出来的 public 文件夹")
    else:
        findings = verify(folder, key)
    if as_json:
        for finding in findings:
            emit(finding)
    elif findings:
        table(
            f"不一致 {len(findings)} 处", ["文件", "问题", "怎么办"], [[f.place, f.message, f.advice] for f in findings]
        )
    else:
        say(f"{folder}：{agrees}{'' if key else '没有给公钥（--key），不核对是谁公布的。'}")
    return 2 if findings else 0


@command(
    "key", help="生成签名密钥（Ed25519）。有了密钥，publish 就给每一版签名；公钥请另行公布，供 verify --key 核对。"
)
@JSON
@click.pass_obj
def key_command(home: Path, as_json: bool) -> int:
    """A signing key for the office."""
    from exporters.seal import new_key

    public = new_key(home / KEY)
    if as_json:
        emit({"public": public, "file": str(home / KEY)})
        return 0
    say(f"密钥存在 {home / KEY}，请另存一份并只让公布的人读取。公钥：")
    say(public)
    return 0


COMMANDS = [key_command, publish_command, diff_command, verify_command]
