"""Files of a rule book that nobody would read because of how they are named: nothing is dropped in silence."""

from __future__ import annotations

import difflib
from pathlib import Path

from catalogue.finding import UserError

_PARTS = {  # of a rule book, and what their files end in
    "fields.yaml": "", "questions.yaml": "", "texts.yaml": "", "parameters.yaml": "",
    "rules": ".yaml", "checks": ".yaml", "indicators": ".yaml", "matters": ".yaml", "registers": ".yaml", "lists": ".csv",
}  # fmt: skip
_OTHERS = {"county.yaml", "layouts", "templates", "reports"}  # of the office's folder, read elsewhere
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
        elif path.name not in _PARTS and path.name not in _OTHERS and (lost := _rules_in(path)):
            what = f"没有读：规则写在{'这里' if path.is_dir() else '文件夹外面'}"
            found.append(UserError(str(lost), what, "请移到 rules/ 里，检查移到 checks/"))
        elif path.is_dir() and (ending := _PARTS.get(path.name)):
            found += [_ending(file, ending) for file in sorted(path.rglob("*")) if _unread(file, ending)]
    return found


def bare_files(folder: Path) -> list[UserError]:
    """Files of a part in which no entry stands: emptied by a save that went wrong, or still to be written."""
    parts = [path for name, ending in _PARTS.items() if ending == ".yaml" for path in (folder / name).rglob("*.yaml")]
    single = [folder / name for name, ending in _PARTS.items() if not ending]
    return [
        UserError(str(path), "文件里一条也没有", "写了又不见的，请从备份里取回；不用的，移出这个文件夹")
        for path in sorted((*parts, *filter(Path.is_file, single)))
        if not any(line.strip() and line.lstrip()[0] != 35 for line in path.read_bytes()[:100_000].splitlines())
    ]


def holds_book(folder: Path) -> bool:
    """Whether a part of a rule book lies in the folder, or nothing yet: a folder of other things is a slip of the path."""
    names = {path.name for path in folder.iterdir() if not path.name.startswith(".")}
    return not names or bool(names & (_PARTS.keys() | _OTHERS)) or any(map(_meant, names))


def _meant(name: str) -> str | None:
    """The part that such a name was meant for, or None where it is another's (layouts, templates, 说明.docx)."""
    stem = name.split(".")[0]
    if stem in _MEANT:
        return _MEANT[stem]
    return next(iter(difflib.get_close_matches(name.lower(), _PARTS, n=1, cutoff=0.8)), None)


def _rules_in(path: Path) -> Path | None:
    """A file, or the first of a folder, that looks as if entries stood in it."""
    files = [path] if path.is_file() else sorted(path.rglob("*"))
    for file in files:
        if file.suffix in (".yaml", ".yml", ".txt") and file.is_file():
            with file.open("rb") as stream:
                if "- 编号".encode() in stream.read(100_000):
                    return file
    return None


def _unread(file: Path, ending: str) -> bool:
    temporary = file.name.startswith((".", "~$")) or file.suffix == ".md"  # of an editor, or a note beside the rules
    return file.is_file() and file.suffix != ending and not temporary


def _ending(file: Path, ending: str) -> UserError:
    advice = (
        f"请改名为 {file.name.split('.')[0]}{ending}（在文件夹的“查看”里打开“文件扩展名”）；不再用的，移出这个文件夹"
    )
    if ending == ".csv" and file.suffix in (".xlsx", ".xls", ".et"):
        advice = "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”"
    elif file.suffix in (".docx", ".doc", ".wps", ".xlsx", ".xls", ".et"):
        advice = f"这不是文本文件：请把内容复制到记事本，另存为 {file.name.split('.')[0]}{ending}，编码选 UTF-8"
    return UserError(str(file), f"没有读这个文件：这里只读以 {ending} 结尾的", advice)
