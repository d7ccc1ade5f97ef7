"""Commands that print from an edition: guides, the 一次性告知单, QR codes, the booklet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from app.cli.chinese import command, group
from app.cli.screen import JSON, emit, say
from app.cli.which import edition_of
from catalogue.finding import UserError
from catalogue.names import name_key
from exporters.guide import Guide, guides
from exporters.lists import safe_name

LONG = 20  # documents from which a run is long enough to want a bar
Thing = TypeVar("Thing")
EDITION = click.option(
    "--edition", "name", default="", metavar="版", help="版次，或公布出来的 public 文件夹；不写为最近一版"
)
INTO = click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("print"),
    show_default=True,
    help="写在哪个文件夹",
)


@group(
    name="print",
    help="从已公布的版印文书：guide 办事指南，package 一件事，slip 一次性告知单，qr 二维码，booklet 办事手册。",
)
def print_group() -> None:
    """Everything printed comes from an edition, never from today's data."""


@command("guide", help="办事指南：完整版和一页的简版，PDF 和 Word。写事项名称或标识，可写几个；--all 全部。")
@click.argument("names", nargs=-1, metavar="[事项]...")
@click.option("--all", "every", is_flag=True, help="全部事项")
@click.option(
    "--form", type=click.Choice(["全", "简", "都要"]), default="都要", show_default=True, help="完整版或一页的简版"
)
@click.option(
    "--format", "kind", type=click.Choice(["pdf", "docx", "都要"]), default="都要", show_default=True, help="文件格式"
)
@EDITION
@INTO
@JSON
@click.pass_obj
def guide_command(
    home: Path, names: tuple[str, ...], every: bool, form: str, kind: str, name: str, into: Path, as_json: bool
) -> int:
    """Guides on paper."""
    from exporters.paper.guide import guide_pdf, short_pdf
    from exporters.paper.word_guide import guide_docx, short_docx

    edition = edition_of(home, name)
    overlay = _overlay(home)
    chosen = _chosen(guides(edition), names, every)
    makers: list[tuple[str, str, Callable[..., bytes]]] = [
        ("全", "pdf", guide_pdf), ("简", "pdf", short_pdf), ("全", "docx", guide_docx), ("简", "docx", short_docx)
    ]  # fmt: skip
    written = []
    for guide in shown(chosen, "正在排版办事指南", as_json):
        for form_, kind_, maker in makers:
            if form in (form_, "都要") and kind in (kind_, "都要"):
                mark = "" if form_ == "全" else "-简版"
                path = into / f"{safe_name(guide.title)}-{guide.matter.id}{mark}.{kind_}"
                written.append(_write(path, maker(guide, edition, overlay)))
    return _told(written, as_json)


@command("package", help="一件事的办事指南，PDF 和 Word。写一件事的名称，可写几个；--all 全部。")
@click.argument("names", nargs=-1, metavar="[一件事]...")
@click.option("--all", "every", is_flag=True, help="全部一件事")
@EDITION
@INTO
@JSON
@click.pass_obj
def package_command(home: Path, names: tuple[str, ...], every: bool, name: str, into: Path, as_json: bool) -> int:
    """Guides of 一件事 on paper."""
    from exporters.package import packages
    from exporters.paper.package import package_docx, package_pdf

    edition, overlay = edition_of(home, name), _overlay(home)
    known = packages(edition)
    wanted = {name_key(one) for one in names}
    called = "、".join(one.title for one in known) or "（本版没有一件事）"
    if missing := [one for one in names if name_key(one) not in {name_key(guide.title) for guide in known}]:
        raise UserError("、".join(missing), "这一版没有这件事", f"可写：{called}")
    chosen = known if every else [guide for guide in known if name_key(guide.title) in wanted]
    if not chosen:
        raise UserError("一件事", "没有写是哪一件", f"可写：{called}；全部请加 --all")
    written = []
    for guide in chosen:
        for kind, maker in (("pdf", package_pdf), ("docx", package_docx)):
            written.append(_write(into / f"{safe_name(guide.title)}.{kind}", maker(guide, edition, overlay)))
    return _told(written, as_json)


@command("slip", help="一次性告知单：列出办理项的材料，缺的打勾（--missing 2,3），不写则留空由窗口勾画。")
@click.argument("matter", metavar="事项")
@click.option("--item", type=int, default=1, show_default=True, help="第几个办理项")
@click.option("--missing", default="", metavar="序号", help="缺哪几份材料，如 2,3")
@EDITION
@INTO
@JSON
@click.pass_obj
def slip_command(home: Path, matter: str, item: int, missing: str, name: str, into: Path, as_json: bool) -> int:
    """One slip."""
    from exporters.paper.counter import slip_pdf

    numbers = [part.strip() for part in missing.replace("，", ",").split(",") if part.strip()]
    if wrong := [number for number in numbers if not number.isdecimal()]:
        raise UserError("--missing", f"“{'、'.join(wrong)}”不是序号", "请写材料的序号，如 2,3")
    edition = edition_of(home, name)
    guide = _chosen(guides(edition), (matter,), False)[0]
    data = slip_pdf(guide, edition, item, [int(number) for number in numbers], _overlay(home))
    return _told([_write(into / f"一次性告知单-{safe_name(guide.title)}-{item}.pdf", data)], as_json)


@command("qr", help="二维码：每个事项一张标签；--window 按窗口出一张海报。二维码只含永久短链接。")
@click.argument("names", nargs=-1, metavar="[事项]...")
@click.option("--all", "every", is_flag=True, help="全部事项")
@click.option("--window", default="", metavar="窗口", help="这个窗口的全部事项，如 全科")
@EDITION
@INTO
@JSON
@click.pass_obj
def qr_command(
    home: Path, names: tuple[str, ...], every: bool, window: str, name: str, into: Path, as_json: bool
) -> int:
    """Sheets of codes."""
    from exporters.paper.counter import labels_pdf, poster_pdf
    from exporters.rows import window_name

    edition = edition_of(home, name)
    if window:
        windows = dict.fromkeys(window_name(m.window) for m in edition.matters if m.in_hall and m.window)
        wanted = window if window in windows else window_name(window)
        if wanted not in windows:
            raise UserError(window, "没有这个窗口", f"可写：{'、'.join(windows) or '（本版没有窗口）'}")
        matters = [m for m in edition.matters if m.in_hall and window_name(m.window) == wanted]
        make, file = partial(poster_pdf, wanted), f"二维码海报-{wanted}.pdf"
    else:
        matters = [guide.matter for guide in _chosen(guides(edition), names, every)]
        make, file = labels_pdf, "二维码标签.pdf"
    data = make(shown(matters, "正在生成二维码", as_json), edition, _overlay(home))
    return _told([_write(into / safe_name(file), data)], as_json)


@command("booklet", help="办事手册：高频事项（或所写的事项）的 A6 小册子，A5 双面、短边翻页打印，对折装订。")
@click.argument("names", nargs=-1, metavar="[事项]...")
@EDITION
@INTO
@JSON
@click.pass_obj
def booklet_command(home: Path, names: tuple[str, ...], name: str, into: Path, as_json: bool) -> int:
    """The booklet of the frequent matters, or of those named."""
    from exporters.paper.counter import booklet_pdf

    edition = edition_of(home, name)
    known = guides(edition)
    chosen = _chosen(known, names, False) if names else [guide for guide in known if guide.matter.frequent]
    data = booklet_pdf(shown(chosen, "正在排版办事手册", as_json), edition, _overlay(home))
    return _told([_write(into / "办事手册.pdf", data)], as_json)


def shown(things: Sequence[Thing], what: str, as_json: bool) -> Iterable[Thing]:
    """The things one by one, with a bar on the screen where there are many; none in the way of --json."""
    from rich.progress import track

    from app.cli.screen import errors

    return track(things, what, console=errors, disable=as_json or len(things) < LONG)


def _chosen(known: list[Guide], names: tuple[str, ...], every: bool) -> list[Guide]:
    """The guides named by matter name or id; a name that several departments share gives all of them."""
    if every:
        return known
    if not names:
        raise UserError("事项", "没有写是哪个事项", "请写事项名称或标识；全部事项请加 --all")
    found: list[Guide] = []
    for name in names:
        hits = [guide for guide in known if name == guide.matter.id or name_key(name) == name_key(guide.title)]
        if not hits:
            near = [guide.title for guide in known if name_key(name) in name_key(guide.title)][:5]
            more = f"相近的有：{'、'.join(near)}" if near else "请核对名称，或到公布的首页查找"
            raise UserError(name, "这一版没有这个事项的办事指南", more)
        found += hits
    return found


def _overlay(home: Path) -> Path | None:
    folder = home / "book" / "templates"
    return folder if folder.is_dir() else None


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _told(written: list[Path], as_json: bool) -> int:
    if as_json:
        emit({"written": [str(path) for path in written]})
    else:
        say(f"写出 {len(written)} 个文件：{written[0]}" + ("等" if len(written) > 1 else ""))
    return 0


for _one in (guide_command, package_command, slip_command, qr_command, booklet_command):
    print_group.add_command(_one)
COMMANDS: list[Any] = [print_group]
