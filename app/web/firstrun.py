"""The first run on an empty store: the example county, or a form of one's own county."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.rulebook.yamledit import scalar
from app.store import record_act, transaction
from catalogue.finding import UserError

if TYPE_CHECKING:
    from app.web.progress import Progress

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "linhu"


def empty() -> bool:
    """Whether nothing was imported yet."""
    from app.models import ImportedFile

    return not ImportedFile.objects.exists()


def has_example() -> bool:
    """Whether the example county lies beside the program."""
    return (EXAMPLE / "workbooks").is_dir()


def load_example_county(home: Path, progress: Progress) -> Mapping[str, Any]:
    """Copy the example's own folder and import its workbooks. Raises `UserError` on a store that holds anything."""
    from app import flow
    from app.incoming import intake
    from app.web.offices import office

    if not has_example():
        raise UserError(str(EXAMPLE), "没有示例县的工作簿", "请在项目目录里运行，或写本县名称后导入自己的工作簿")
    if not empty() or (home / "book" / "county.yaml").exists():
        raise UserError("装入示例县", "库里已经有内容", "示例县只能装进空库；请另用一个数据文件夹")
    progress(0, "正在复制示例县的规则和参数")
    shutil.copytree(EXAMPLE / "book", home / "book", dirs_exist_ok=True)
    at = office()
    files = sorted((EXAMPLE / "workbooks").iterdir())
    rows = 0
    for number, path in enumerate(files):
        progress(5 + 90 * number // len(files), f"正在导入 {path.name}")
        for taken in flow.read(at, [path], intake.How(commit=True)):
            rows += len(taken.result.rows)
    return {
        "说明": f"示例县已装入：工作簿 {len(files)} 个，{rows} 行。下一步：建安全管理员、审改办等账号；审改办登录后先“重新判定”",
        "行": rows,
    }


ORGANISATIONS, LAYOUT = "机构", "organisations"


def take_organisations(home: Path, name: str, data: bytes) -> int:
    """Import a table of one's organisations; how many. Raises `UserError` naming the first cells where anything is wrong or is
    no organisation, and nothing is imported then."""
    from app import flow
    from app.incoming import intake
    from app.web.offices import office

    with tempfile.TemporaryDirectory(prefix="quanmu-") as scratch:
        path = Path(scratch) / "机构表"
        path.write_bytes(data)
        (tried,) = flow.read(office(), [path], intake.How(commit=False, names={path: name}))
        result = tried.result
        wrong = [f"{one.cell} {one.message}，{one.advice}" for one in result.issues if one.severity == "error"]
        if result.refused or result.waiting or not result.rows:
            raise UserError(
                "机构表", "；".join(wrong[:5]) or "一行也没有读到", "改好再选一次；也可以先不选，以后由审改办导入"
            )
        if foreign := sorted({row.kind for row in result.rows} - {ORGANISATIONS}):
            raise UserError(
                "机构表", f"读到的是{'、'.join(foreign)}，不是机构", "这里只收机构表，别的由审改办登录后导入"
            )
        (taken,) = flow.read(office(), [path], intake.How(commit=True, names={path: name}))
    return len(taken.result.rows)


def blank_organisations() -> bytes:
    """The blank table of organisations."""
    from app.incoming.forms import blank_form, find_layout
    from app.web.offices import office

    return blank_form(office(), find_layout(office(), LAYOUT))[0]


def refuse_second(home: Path) -> Path:
    """Where the county's form lies. Raises `UserError` where there is one already."""
    path = home / "book" / "county.yaml"
    if path.exists():
        raise UserError("本县名称", "已经写过", f"要改请改 {path.name}")
    return path


def write_county(home: Path, form: Mapping[str, str]) -> None:
    """Write the form of one's own county (县, 省, 编制单位, 区划代码). Raises `UserError` where there is one already."""
    path = refuse_second(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{word}: {scalar(value.strip())}\n" for word, value in form.items() if value.strip())
    with transaction():
        record_act("填写本县", {word: value for word, value in form.items() if value.strip()})
        path.write_text(text, encoding="utf-8")
