"""Reading declared entries: every fault is noted with file, line and 编号, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from catalogue.finding import UserError
from catalogue.likeness import alike
from catalogue.yamlfile import Entries, Lines, read_each, read_yaml
from rules.opening.slips import date_advice, half_width, slip_of_width

_ELSEWHERE = {  # what an entry begins with: what it is, and where it belongs
    "参数": ("参数", "parameters.yaml"), "标识": ("登记事项", "matters/ 里的文件"), "文件": ("法律文件", "texts.yaml"),
    "编号": ("规则、检查或者指标", "rules/、checks/ 或者 indicators/ 里的文件"), "答案": ("问题", "questions.yaml"),
}  # fmt: skip
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Faults(list[UserError]):
    """All faults of a rule book, in the order they were found. Entries in `doubtful` and files that are `unreadable`
    are not proofread further: what would be said of them might not be so; nor are examples that ask one of those `lists`."""

    def __init__(self) -> None:
        super().__init__()
        self.doubtful: set[str] = set()
        self.unreadable: list[Path] = []
        self.lists: set[str] = set()  # of which something could not be read

    def add(self, place: str, what: str, advice: str) -> None:
        self.append(UserError(place, what, advice))


def nearest(word: str, words: Iterable[str]) -> str:
    """A hint with the nearest known word, or nothing; the same word in other letters (sy-003, ＳＹ-003) is nearest."""
    known, plain = list(words), half_width(word).casefold()
    same = [one for one in known if half_width(one).casefold() == plain]
    close = same or [one for one, _ in alike(word, known, most=1)]
    return f"，最接近的是“{close[0]}”" if close else ""


def iso_day(text: str) -> date | None:
    """The day of an ISO date, or None."""
    try:
        return date.fromisoformat(text) if _ISO_DATE.fullmatch(text) else None
    except ValueError:
        return None


class Entry:
    """One mapping of a file, read key by key; whatever is wrong goes to `faults`."""

    def __init__(self, path: Path, content: Lines, faults: Faults, allowed: Sequence[str], label: str = "") -> None:
        self.path, self.content, self.faults, self.label = path, content, faults, label
        self.place = f"{path} 第 {content.line} 行"
        empty = ""  # a key with nothing after it: what follows was meant to stand below it
        for key in content:
            if key in allowed:
                empty = key if content[key] == "" else ""
            if key not in allowed and empty and content[key] != "":
                self.fault(f"“{key}”没有缩进在“{empty}”下面", f"请把“{empty}”下面的各行再往右缩进两格", key)
            elif key not in allowed and content[key] == "" and len(content) > 1:
                advice = "文字里的半角逗号会把一句话断开：请改成全角“，”，或者给整句加半角引号"
                self.fault(f"“{key}”后面没有写值，也没有“{key}”这一栏{nearest(key, allowed)}", advice, key)
            elif key not in allowed:
                self.fault(f"没有“{key}”这一栏{nearest(key, allowed)}", f"可用：{'、'.join(allowed)}", key)

    def at(self, *keys: str) -> str:
        """File and line of what stands under these keys, one within the other; as near to it as lines are known."""
        line, content = self.content.line, self.content
        for key in keys:
            if not isinstance(content, Lines) or key not in content:
                break
            line, content = content.at[key], content[key]
        return f"{self.path} 第 {line} 行"

    def fault(self, what: str, advice: str, *keys: str) -> None:
        """Note a fault of what stands under these keys."""
        self.faults.add(self.at(*keys) + (f"（{self.label}）" if self.label else ""), what, advice)

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.content.get(key, "")
        if not isinstance(value, str):
            self.fault(f"“{key}”应为文字", "请写成一个值", key)
            value = ""
        if required and not value.strip():
            self.fault(f"没有“{key}”", f"请补上“{key}”")
        return value.strip()

    def words(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value = self.content.get(key, "")
        items = [value] if isinstance(value, str) and value else list(value) if isinstance(value, list) else []
        if isinstance(value, dict) or not all(isinstance(item, str) and item.strip() for item in items):
            self.fault(f"“{key}”应为文字的列表", "请写成 [甲, 乙]", key)
            return ()
        if required and not items:
            self.fault(f"没有“{key}”", f"请补上“{key}”")
        return tuple(item.strip() for item in items)

    def day(self, key: str, *, required: bool = False) -> date | None:
        text = self.text(key, required=required)
        found = iso_day(text)
        if text and found is None:
            self.fault(f"“{key}”不是日期：{text}", date_advice(text), key)
        return found

    def days(self) -> tuple[date | None, date | None]:
        """施行 and 废止, which must not be turned round."""
        begins, ends = self.day("施行"), self.day("废止")
        if begins and ends and ends <= begins:
            self.fault("“废止”不晚于“施行”", "请核对两个日期", "废止")
        return begins, ends

    def yes(self, key: str) -> bool:
        text = self.text(key)
        if text not in ("", "是", "否"):
            self.fault(f"“{key}”只能写是或否，现为“{text}”", "请改为是或否", key)
        return text == "是"

    def mapping(self, key: str, form: str = "{键: 值}") -> Lines:
        value = self.content.get(key, "")
        if isinstance(value, Lines):
            return value
        if value != "":
            self.fault(f"“{key}”应为键值", slip_of_width(str(value)) or f"请写成 {form}", key)
        return Lines(self.content.line)

    def mappings(self, key: str, form: str = "[{键: 值}]") -> list[Lines]:
        value: Any = self.content.get(key, "")
        items = [value] if isinstance(value, Lines) else value if isinstance(value, list) else []
        good = [item for item in items if isinstance(item, Lines)]
        if len(good) != len(items) or (not items and value not in ("", [])):
            self.fault(f"“{key}”应为键值的列表", f"请写成 {form}", key)
        return good


def entries(path: Path, faults: Faults, allowed: Sequence[str], id_key: str) -> Iterator[Entry]:
    """The entries of one file; an id given twice in one file or a file that is no list is a fault."""
    try:
        content = read_yaml(path)
    except UserError as error:
        content, told = read_each(path, error)
        faults.extend(told)
        faults.unreadable.append(path)
    if not isinstance(content, Entries):
        line = getattr(content, "line", 1)
        faults.add(f"{path} 第 {line} 行", "内容应为一个列表", "请让每条以“- ”开头，其余各行与它后面的字对齐")
        return
    for item in content:
        if not isinstance(item, Lines):
            faults.add(
                f"{path} 第 {content.line} 行起",
                f"有一条不是“键: 值”：{str(item)[:20]}",
                slip_of_width(str(item)) or "请对照同类文件的写法",
            )
            continue
        if id_key not in item and (
            other := next((key for key in _ELSEWHERE if key in item and key not in allowed), "")
        ):
            what, where = _ELSEWHERE[other]
            faults.add(f"{path} 第 {item.line} 行", f"这是{what}，放错了文件", f"请把这一条移到 {where}")
            continue
        label = item.get(id_key, "")
        entry = Entry(path, item, faults, allowed, label if isinstance(label, str) else "")
        if not entry.text(id_key, required=True):  # the rest of it is still read: all faults are told at once
            item[id_key] = entry.label = f"第{item.line}行"
        yield entry
