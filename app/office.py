"""An office at work: its data folder, its rule book (shipped book overlaid by its own folder), its county."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.rulebook.writing import settle
from app.store import open_store
from catalogue.edition import County
from catalogue.fields import FieldList
from catalogue.finding import UserError
from catalogue.yamlfile import Lines, read_yaml
from rules import BOOK
from rules.book_fields import book_fields
from rules.opening.reading import nearest

if TYPE_CHECKING:
    from rules.books import Book

KEY = "keys/publish.pem"  # inside the data folder
PROOFS = "proofread.json"  # which books were proofread before; may be deleted at any time


@dataclass(frozen=True)
class Office:
    """What every act needs. `home` holds the store, the workbooks as they came, and the office's own folder ``book``."""

    home: Path
    own: Path
    county: County
    fields: FieldList  # the facts known to this office: the shipped list and its own additions
    stored: bool = True  # whether a store is open
    on_trial: Book | None = None  # the book that takes the place of the office's own

    @cached_property
    def book(self) -> Book:
        """The rule book, opened and proofread when first asked for: taking workbooks in needs its fields only.

        Raises `FormError` when a declared file is faulty.
        """
        from rules.matching import isolate

        isolate()
        return self.on_trial or _opened(self.stamps, self.home / PROOFS)

    @property
    def stamps(self) -> Stamps:
        """The files of its rule book as they lie there now."""
        return _stamps(_folders(self.own))

    def under(self, book: Book) -> Office:
        """The same office under another book."""
        return replace(self, on_trial=book, fields=book.fields)

    @property
    def templates(self) -> Path | None:
        """The office's own templates, where it has any."""
        folder = self.own / "templates"
        return folder if folder.is_dir() else None

    @property
    def signing_key(self) -> Path | None:
        """The key that signs what is published, where the office has made one."""
        path = self.home / KEY
        return path if path.exists() else None


def open_office(home: Path, *, store: bool = True, create: bool = False) -> Office:
    """Open an office's data folder; its own folder (rules, parameters, layouts, aliases) is ``home/book``.

    Only taking workbooks in may `create` a store: a mistyped folder must not look like an empty county. Raises `UserError` or `FormError` when the store is damaged or a declared file is faulty.
    """
    own = home / "book"
    fields = book_fields(*_folders(own))
    if store:
        open_store(home, create=create)
        settle(home)
    return Office(home, own, county_of(own), fields, store)


Stamps = tuple[tuple[Path, tuple[tuple[str, int, int], ...]], ...]


def _stamps(folders: list[Path]) -> Stamps:
    """Each folder with the name, time and size of every file in it: as long as these stay, so does the book."""
    return tuple(
        (folder, tuple((str(p), (at := p.stat()).st_mtime_ns, at.st_size) for p in sorted(folder.rglob("*.*"))))
        for folder in folders
    )


@lru_cache(maxsize=4)
def _opened(stamps: Stamps, proofs: Path) -> Book:
    """The book of these folders: a server asks for it with every page, and it changes when a file does."""
    from rules.opening.loader import load_book

    return load_book(*(folder for folder, _ in stamps), proofs=proofs, at_work=True)


def _folders(own: Path) -> list[Path]:
    """The shipped book, and the office's own folder where it has one."""
    return [BOOK, *([own] if own.is_dir() else [])]


_COUNTY = ("县", "省", "编制单位", "示例", "区划代码", "公布网址")


def county_of(own: Path) -> County:
    """Whose catalogue it is, as the office's own folder says. Raises `UserError` for a form without its words."""
    path = own / "county.yaml"
    if not path.exists():
        return County(name="本县", province="", office="（未填编制单位）")
    entry = read_yaml(path)
    if not isinstance(entry, Lines):
        raise UserError(str(path), "不合格式", f"请一行写一项：{'、'.join(_COUNTY)}，如“县: 示例县”")
    for key, value in entry.items():
        place = f"{path} 第 {entry.at[key]} 行"
        if key not in _COUNTY:
            raise UserError(place, f"没有“{key}”这一项{nearest(key, _COUNTY)}", f"可写：{'、'.join(_COUNTY)}")
        if not isinstance(value, str) or (key == "示例" and value not in ("", "是", "否")):
            raise UserError(place, f"“{key}”的值不对", "请写是或否" if key == "示例" else "请写成一个值")
    if lacking := [key for key in ("县", "编制单位") if not entry.get(key)]:
        raise UserError(str(path), f"缺少“{'”“'.join(lacking)}”", "请写明“县”和“编制单位”")
    return County(
        name=entry["县"],
        province=entry.get("省", ""),
        office=entry["编制单位"],
        example=entry.get("示例") == "是",
        area_code=entry.get("区划代码", ""),
        site=entry.get("公布网址", "").rstrip("/"),
    )
