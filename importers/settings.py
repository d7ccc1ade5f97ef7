"""What an office sets for its imports (``book/import.yaml``): bounds, other names of departments, source systems."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from catalogue.finding import FormError, UserError
from catalogue.yamlfile import Lines, read_yaml
from importers.bounds import NAMES, Bounds
from importers.departments import Aliases

FILE = "import.yaml"
HELD, TOLD, LEFT = LOCKED = ("暂存", "提示", "不管")
WORDS = ("上限", "机构别名", "代码体系", "上级定的字段", "上级来源")


@dataclass(frozen=True)
class Settings:
    """Bounds; the table of aliases; by sender (file name begins with it) the source system whose codes the file uses;
    the key under which personal data get a pseudonym (without one they are dropped); what is done about fields set above."""

    bounds: Bounds = Bounds()
    aliases: Aliases = field(default_factory=lambda: Aliases({}))
    systems: Mapping[str, str] = field(default_factory=dict)
    key: bytes = b""
    locked: str = ""  # what becomes of a row that changes what is set above the county: 暂存, 提示, 不管; see `over`
    above: frozenset[str] = frozenset()  # senders whose word on such fields counts (上级来源)

    def over(self, sender: str) -> str:
        """What becomes of a sender's row that changes what is set above the county. Where the office says nothing, a unit's
        waits for the office's word (暂存); what the office itself brings in, in nobody's name, is taken and told (提示)."""
        return LEFT if sender in self.above else self.locked or (HELD if sender else TOLD)

    def system_of(self, file: str) -> str:
        """The source system of a file by its sender, "" where none is set; “默认” holds for all others."""
        return next(
            (system for sender, system in self.systems.items() if file.startswith(sender)), ""
        ) or self.systems.get("默认", "")


def load_settings(own: Path, key: bytes = b"") -> Settings:
    """The settings of an office's own folder; the shipped ones where it says nothing.

    Raises `FormError` naming every entry that is not understood.
    """
    path = own / FILE
    if not path.is_file():
        return Settings(key=key)
    content = read_yaml(path)
    faults: list[UserError] = []
    if not isinstance(content, Lines):
        raise FormError([UserError(str(path), "不是键值", "请按 docs/import.md 的例子写")])
    for word in content:
        if word not in WORDS:
            faults.append(UserError(str(path), f"不认识“{word}”", f"可写：{'、'.join(WORDS)}"))
    locked = str(content.get("上级定的字段", ""))
    if locked and locked not in LOCKED:
        faults.append(UserError(str(path), f"“上级定的字段”写的是“{locked}”", f"可写：{'、'.join(LOCKED)}"))
    bounds = {}
    for word, text in _mapping(content.get("上限")).items():
        if word not in NAMES:
            faults.append(UserError(str(path), f"没有上限“{word}”", f"可写：{'、'.join(NAMES)}"))
        elif not str(text).isdigit() or int(text) < 1:
            faults.append(UserError(str(path), f"上限“{word}”应为正整数", "请改正"))
        else:
            bounds[NAMES[word]] = int(text)
    table: dict[str, str] = {}
    for full, aliases in _mapping(content.get("机构别名")).items():
        for alias in aliases if isinstance(aliases, list) else [aliases]:
            if table.setdefault(str(alias), full) != full:
                faults.append(UserError(str(path), f"别名“{alias}”对应两个机构", "请只留一个"))
    if faults:
        raise FormError(faults)
    systems = {str(k): str(v) for k, v in _mapping(content.get("代码体系")).items()}
    above = content.get("上级来源", [])
    senders = frozenset(map(str, above if isinstance(above, list) else [above]))
    return Settings(replace(Bounds(), **bounds), Aliases(table), systems, key, locked, senders)


def pseudonym_key(home: Path, *, create: bool) -> bytes:
    """The office's key for pseudonyms, kept in its data folder for the owner's eyes only; b"" where there is none."""
    path = home / "pseudonym.key"
    if not path.exists() and create:
        home.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(32))
        except FileExistsError:
            pass  # another import made it meanwhile
    return path.read_bytes() if path.exists() else b""


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}
