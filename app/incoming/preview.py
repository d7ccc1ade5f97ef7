"""What importing a workbook would do (导入预览): new, changed field by field, same, no longer there, maybe renamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.incoming.changes import Change, changes
from app.incoming.matching import Identity, Match, names_of
from app.personal.sealing import unchanged
from catalogue.canonical import plain
from catalogue.fields import FieldList
from catalogue.likeness import alike

if TYPE_CHECKING:
    from importers.read import FileResult

WORDS = {"error": "错误", "warning": "警告", "info": "提示"}
GONE_LIKE, KNOWN_LIKE = 0.6, 0.8  # from which likeness a name is suggested: of a record that is gone, of any other


@dataclass(frozen=True)
class Changed:
    """A record whose fields differ; `was` is its key before, when its code shows that it has a new name."""

    kind: str
    key: str
    name: str
    src: str
    changes: tuple[Change, ...]
    was: str = ""


@dataclass(frozen=True)
class Suggestion:
    """A new record that may be a known one under another name; nothing is merged for it."""

    code: str
    kind: str
    key: str
    known: str
    likeness: float
    gone: bool


@dataclass(frozen=True)
class Comparison:
    """A workbook held against the store. Identities are (kind, key); `gone` are known from an earlier workbook of the
    same name and not in this one (nothing is deleted for it); `seen` is the store's last revision at that moment."""

    new: tuple[Identity, ...] = ()
    changed: tuple[Changed, ...] = ()
    same: tuple[Identity, ...] = ()
    gone: tuple[Identity, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    renamed: Mapping[Identity, str] = field(default_factory=dict)
    seen: int = 0

    @property
    def fresh(self) -> set[Identity]:
        """The records that a commit writes."""
        return {*self.new, *((one.kind, one.key) for one in self.changed)}

    def counts(self) -> dict[str, int]:
        """The four numbers, in Chinese."""
        return {"新增": len(self.new), "变更": len(self.changed), "不变": len(self.same), "不再出现": len(self.gone)}

    def keys(self) -> dict[str, Any]:
        """Keys of new, changed (with the fields), same and gone records."""
        return {
            "new": [key for _, key in self.new],
            "changed": {one.key: [change.field for change in one.changes] for one in self.changed},
            "same": [key for _, key in self.same],
            "gone": [key for _, key in self.gone],
        }

    def same_of(self) -> dict[str, list[str]]:
        """The same records by kind: what a later undo of the other import must not take away."""
        found: dict[str, list[str]] = defaultdict(list)
        for kind, key in self.same:
            found[kind].append(key)
        return dict(found)

    def as_dict(self, same_as: str = "") -> dict[str, Any]:
        """The comparison in the import's JSON: the keys, and every change and suggestion in full."""
        shown = {**self.keys(), "changes": plain(self.changed), "suggestions": plain(self.suggestions)}
        return {**shown, "same_as": same_as} if same_as else shown


def compare(fields: FieldList, result: FileResult, match: Match, sender: str = "", seen: int = 0) -> Comparison:
    """Hold a workbook's good records against their partners in the store."""
    new, changed, same = [], [], []
    for record in result.records:
        known = match.partner(record)
        if known is None:
            new.append((record.kind, record.key))
        elif known.key == record.key and unchanged(known, record):
            same.append((record.kind, record.key))
        else:
            was = known.key if known.key != record.key else ""
            src = next((s.cell for s in record.sources.values() if s.cell), "")
            changed.append(Changed(record.kind, record.key, record.name, src, changes(known, record), was))
    before = {(kind, was) for (kind, _), was in match.renamed.items()}
    missing = [i for i in match.known if i not in match.here and i not in before]
    gone = sorted(i for i in missing if _from(match.known[i].source, result.file, sender))
    suggested = _suggest(fields, new, missing, set(gone))
    return Comparison(tuple(new), tuple(changed), tuple(same), tuple(gone), tuple(suggested), dict(match.renamed), seen)


def _from(source: Any, file: str, sender: str) -> bool:
    return source.name == file and (source.sender or "") in ("", sender)


def _suggest(fields: FieldList, new: list[Identity], missing: list[Identity], gone: set[Identity]) -> list[Suggestion]:
    """For each new record the known one, not in this workbook, that differs in its names only and looks most like it."""
    known: dict[tuple[str, ...], dict[str, Identity]] = defaultdict(dict)
    for identity in missing:
        rest, names = names_of(fields, identity)
        if names:
            known[rest].setdefault(names, identity)
    found = []
    for identity in new:
        rest, names = names_of(fields, identity)
        for name, score in alike(names, known.get(rest, {}), most=1, least=GONE_LIKE) if names else ():
            other = known[rest][name]
            if other in gone or score >= KNOWN_LIKE:
                kind, key = identity
                found.append(Suggestion("maybe-renamed", kind, key, other[1], score, other in gone))
    return found
