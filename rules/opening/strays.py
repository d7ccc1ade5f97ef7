"""Files of a rule book that nobody would read because of how they are named: nothing is dropped in silence."""

from __future__ import annotations

import difflib
from pathlib import Path

from catalogue.finding import UserError

_PARTS = {  # of a rule book, and what their files end in
    "fields.yaml": "", "questions.yaml": "", "texts.yaml": "", "parameters.yaml": "",
    "rules": ".yaml", "checks": ".yaml", "indicators": ".yaml", "matters": ".yaml", "registers": ".yaml", "lists": ".csv",
}  # fmt: skip
_MEANT = {
    "规则": "rules", "检查": "checks", "指标": "indicators", "清单": "lists", "事项": "matters", "台账": "registers",
    "参数": "parameters.yaml", "文件": "texts.yaml", "法律文件": "texts.yaml", "问题": "questions.yaml", "字段": "fields.yaml",
}  # fmt: skip


def strays(folder: Path) -> list[UserError]:
    """Each file or folder that stands where a part of a book does and is not read, with the name it should have."""
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        meant = None if path.name in _PARTS else _meant(path.name)
        if meant:
            kind = "文件夹" if path.is_dir() else "文件"
            found.append(UserError(str(path), f"没有读这个{kind}：名称应为 {meant}", f"请改名为 {meant}，已有的并进去"))
        elif path.is_dir() and (ending := _PARTS.get(path.name)):
            found += [_ending(file, ending) for file in sorted(path.rglob("*")) if _unread(file, ending)]
    return found


def _meant(name: str) -> str | None:
    """The part that such a name was meant for, or None where it is another's (layouts, templates, 说明.docx)."""
    stem = name.split(".")[0]
    if stem in _MEANT:
        return _MEANT[stem]
    return next(iter(difflib.get_close_matches(name.lower(), _PARTS, n=1, cutoff=0.8)), None)


def _unread(file: Path, ending: str) -> bool:
    temporary = file.name.startswith((".", "~$")) or file.suffix == ".md"  # of an editor, or a note beside the rules
    return file.is_file() and file.suffix != ending and not temporary


def _ending(file: Path, ending: str) -> UserError:
    advice = (
        "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”"
        if file.suffix in (".xlsx", ".xls", ".et")
        else f"请改名为 {file.name.split('.')[0]}{ending}；不再用的，移出这个文件夹"
    )
    return UserError(str(file), f"没有读这个文件：这里只读以 {ending} 结尾的", advice)
