"""The list of facts (字段): what each is called, its type and values, who may see it; the border between Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic import Field as Attribute

from catalogue.derivation import Derivation, derivation_faults
from catalogue.finding import FormError, UserError
from catalogue.likeness import alike
from catalogue.limits import UNITS, Limit
from catalogue.misfits import misfits
from catalogue.names import header_key
from catalogue.yamlfile import Lines, read_yaml

Type = Literal["文本", "多值文本", "整数", "小数", "日期", "是否", "单选", "多选", "时限"]
FIELDS_FILE = Path(__file__).with_name("fields.yaml")
REGISTERS = "registers"  # beside a list of fields: a folder with a file for each register (台账)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
PARTS = ("记录类别", "字段")  # of a list of fields
_NUMBER = re.compile(r"[+-]?\d{1,15}(\.\d{1,6})?")


class Field(BaseModel):
    """One fact (字段). `nature` keeps what a unit claims (自报) apart from facts (事实), from what is in force
    (现行) and from what a builder works out (推得); no rule that decides may read a claim."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Attribute(alias="名称", min_length=1)
    key: str = Attribute(alias="键", pattern=r"^[a-z][a-z0-9_]*$")
    type: Type = Attribute(alias="类型")
    kinds: tuple[str, ...] = Attribute(default=(), alias="用于")
    words: tuple[str, ...] = Attribute(default=(), alias="表头")
    values: tuple[str, ...] = Attribute(default=(), alias="取值")
    spellings: Mapping[str, str] = Attribute(default={}, alias="写法")
    codes: Mapping[str, Mapping[str, str]] = Attribute(default={}, alias="代码")
    mandatory: str = Attribute(default="", alias="必填")
    visibility: Literal["公开", "内部", "个人", "不得存储"] = Attribute(default="公开", alias="公开")
    pseudonym: bool = Attribute(default=False, alias="化名")  # personal, kept only as a keyed pseudonym
    kept: bool = Attribute(default=False, alias="留存")  # personal, kept as it stands until its term is over
    nature: Literal["事实", "自报", "现行", "推得"] = Attribute(default="事实", alias="性质")
    made_of: tuple[str, ...] = Attribute(default=(), alias="由来")  # of a 推得 fact: what must be known for it
    derived: Derivation | None = Attribute(default=None, alias="推算")  # how a 推得 fact is worked out, where declared
    set_by: Literal["国家", "省", "市", "县"] = Attribute(default="县", alias="定于")  # who decides the value
    unit: str = Attribute(default="", alias="单位")
    phrases: Mapping[str, str] = Attribute(default={}, alias="说法")  # a value -> the clause that says it in a reason
    note: str = Attribute(default="", alias="说明")

    @property
    def locked(self) -> bool:
        """Whether the value is set above the county, which may not change it."""
        return self.set_by != "县"

    @property
    def personal(self) -> bool:
        """Whether the value is a person's data (个人信息): masked but for those whose work it is, never published."""
        return self.visibility in ("个人", "不得存储")

    @property
    def dropped(self) -> bool:
        """Whether a workbook's value is never stored as it stands (at most under a pseudonym)."""
        return self.visibility == "不得存储" or (self.visibility == "个人" and not self.kept)

    @property
    def many(self) -> bool:
        """Whether the value is a list."""
        return self.type in ("多选", "多值文本")

    def typed(self, raw: Any, system: str = "") -> Any:
        """Bring a raw value to this field's type, or raise `ValueError` saying what would be right.

        None and "" mean unknown and give None. `system` names the source system whose code table applies.
        """
        if type(raw) is str and raw and self.type == "文本":  # most values of a store are
            return raw.strip()
        if raw is None or raw == "" or raw == [] or raw == ():
            return None
        if self.many:
            parts = raw if isinstance(raw, (list, tuple)) else re.split(r"[、,，;；\n]+", str(raw))
            return [self._one(part, system) for part in parts if str(part).strip()] or None
        if isinstance(raw, (list, tuple)):
            raise ValueError(f"“{self.name}”只能有一个值")
        return self._one(raw, system)

    def _one(self, raw: Any, system: str) -> Any:
        text = ("是" if raw else "否") if isinstance(raw, bool) else raw.strip() if isinstance(raw, str) else raw
        match self.type:
            case "文本" | "多值文本":
                if not isinstance(text, (str, int, Decimal)):
                    raise ValueError(f"“{self.name}”应为文字")
                return str(text)
            case "整数" | "小数":
                return _number(self, text)
            case "日期":
                return _day(self, text)
            case "时限":
                return _limit(self, text)
            case _:
                return self._choice(str(text), system)

    def _choice(self, text: str, system: str) -> str:
        values = self.values or (("是", "否") if self.type == "是否" else ())
        text = self.codes.get(system, {}).get(text, self.spellings.get(text, text))
        if self.type == "是否":
            text = {
                "true": "是",
                "True": "是",
                "√": "是",
                "有": "是",
                "false": "否",
                "False": "否",
                "×": "否",
                "无": "否",
            }.get(text, text)
        if text not in values:
            raise ValueError(f"“{self.name}”没有“{text}”这个值，可用：{'、'.join(values)}")
        return text


def _number(field: Field, raw: Any) -> Any:
    text = raw if isinstance(raw, str) else "不是数字"
    if isinstance(raw, (int, float, Decimal)):  # never write out a number with a billion digits
        number = Decimal(repr(raw) if isinstance(raw, float) else raw)
        small = number.is_finite() and -20 < number.adjusted() < 15
        text = format(number, "f") if small or number == 0 else "过大"
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"“{field.name}”应为数字（15 位以内），现为“{raw}”")
    number = Decimal(text)
    if field.type == "整数":
        if number != number.to_integral_value():
            raise ValueError(f"“{field.name}”应为整数，现为“{raw}”")
        return int(number)
    return number


def _day(field: Field, raw: Any) -> date:
    if isinstance(raw, date):
        return raw
    try:
        if not _ISO_DATE.fullmatch(str(raw)):
            raise ValueError
        return date.fromisoformat(str(raw))
    except ValueError:
        raise ValueError(f"“{field.name}”应为日期（如 2021-12-31），现为“{raw}”") from None


def _limit(field: Field, raw: Any) -> Limit:
    try:
        if isinstance(raw, Limit):
            return raw
        if isinstance(raw, Mapping):
            return Limit(value=_count(str(raw.get("value"))), unit=raw.get("unit"))  # type: ignore[arg-type]
        text = str(raw)
        if text == "即办":
            return Limit(value=Decimal(0), unit="即办")
        unit = next(unit for unit in UNITS if text.endswith(unit))
        return Limit(value=_count(text.removesuffix(unit).rstrip("个")), unit=unit)  # type: ignore[arg-type]
    except (StopIteration, InvalidOperation, ValidationError):
        raise ValueError(f"“{field.name}”应为时限（如 20个工作日、60日、2小时、即办），现为“{raw}”") from None


def _count(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text) or text.startswith("-"):
        raise InvalidOperation
    return Decimal(text)


class Kind(BaseModel):
    """What a record is (记录类别): its key fields, and the field that names it to a reader."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str = Attribute(alias="名称")
    key: str = Attribute(alias="键")
    identity: tuple[str, ...] = Attribute(alias="主键")
    apart: str = Attribute(default="", alias="另分")  # last part of the key, only of records that carry it
    title: str = Attribute(alias="称呼")
    code: str = Attribute(default="", alias="编码")  # the field whose code stays the same when the name changes
    unit: str = Attribute(default="", alias="责任单位")  # the field that says which unit answers for the record
    shared: tuple[str, ...] = Attribute(default=(), alias="共用字段")  # fields declared elsewhere that it carries too
    grows: Literal["是", "否"] = Attribute(default="否", alias="只增")  # a record once kept is never changed or emptied
    note: str = Attribute(default="", alias="说明")


class FieldList:
    """All fields and kinds, found by name, by English key or by a workbook's header word."""

    def __init__(self, fields: Iterable[Field], kinds: Iterable[Kind]) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        self.fields = {field.name: _whole(field, self.kinds.values()) for field in fields}
        self.by_key = {field.key: field for field in self.fields.values()}
        self.by_word: dict[str, list[Field]] = {}
        for field in self.fields.values():
            for word in {header_key(word) for word in (field.name, *field.words)}:
                self.by_word.setdefault(word, []).append(field)

    def get(self, name: str) -> Field | None:
        """The field of that Chinese name or English key."""
        return self.fields.get(name) or self.by_key.get(name)

    def of_kind(self, kind: str) -> list[Field]:
        """Fields that a record of that kind may carry."""
        return [field for field in self.fields.values() if kind in field.kinds]


class FieldFaults(FormError):
    """Faults of lists of fields. `sound`: what could be read; `broken`: the names of fields and kinds that have faults, ""
    where something has no name."""

    def __init__(self, faults: list[UserError], sound: FieldList, broken: set[str]) -> None:
        super().__init__(faults)
        self.sound, self.broken = sound, broken

    def __reduce__(self) -> tuple[type[FormError], tuple[list[UserError], list[UserError]]]:
        return FormError, (self.faults, self.reminders)


def _whole(field: Field, kinds: Iterable[Kind]) -> Field:
    """The field with every kind that carries it, and with what must be known for it."""
    also = tuple(kind.name for kind in kinds if field.name in kind.shared and kind.name not in field.kinds)
    made_of = field.made_of or (field.derived.made_of if field.derived else ())
    if not also and made_of == field.made_of:
        return field
    return field.model_copy(update={"kinds": (*field.kinds, *also), "made_of": made_of})


def field_files(folder: Path) -> list[Path]:
    """The lists of fields of a folder: ``fields.yaml``, and a file for each register in ``registers/``."""
    return [*folder.glob("fields.yaml"), *sorted((folder / REGISTERS).glob("*.yaml"))]


def load_fields(*paths: Path) -> FieldList:
    """Read field lists (`fields.yaml`); a later file adds fields or replaces whole entries of the same name.

    Raises `FieldFaults` with every fault: file, line, entry, what is wrong, what to do.
    """
    faults: list[UserError] = []
    broken: set[str] = set()
    fields: dict[str, Field] = {}
    kinds: dict[str, Kind] = {}
    places: dict[tuple[type, str], str] = {}
    for path in paths or field_files(FIELDS_FILE.parent):
        content = read_yaml(path)
        if not isinstance(content, Lines):
            advice = "请在最上面写一行“字段:”，下面各条缩进两格，以“- ”开头"
            raise FormError([UserError(f"{path} 第 1 行", "应有“记录类别”或“字段”这一部分", advice)])
        faults += [
            UserError(f"{path} 第 {content.at[part]} 行", f"没有“{part}”这一部分", f"可用：{'、'.join(PARTS)}")
            for part in content.keys() - set(PARTS)
        ]
        broken |= {""} if content.keys() - set(PARTS) else set()
        broken |= _read(path, content, "记录类别", Kind, kinds, places, faults)
        broken |= _read(path, content, "字段", Field, fields, places, faults)

    def fault(item: Field | Kind, what: str, advice: str) -> None:
        faults.append(UserError(f"{places[type(item), item.name]}（{item.name}）", what, advice))
        broken.add(item.name)

    for kind in kinds.values():
        if kind.code and kind.code not in fields:
            fault(kind, f"编码写的“{kind.code}”不是字段", "请改正，或删去“编码”")
        for name in {*kind.identity, kind.title, *kind.shared, *filter(None, [kind.unit, kind.apart])} - fields.keys():
            fault(kind, f"没有字段“{name}”", "请改正，或在“字段”里加上")
    keys: dict[str, str] = {}
    for field in fields.values():
        if (other := keys.setdefault(field.key, field.name)) != field.name:
            fault(field, f"键 {field.key} 已用于“{other}”", "请换一个英文键")
        for unknown in [name for name in field.kinds if name not in kinds]:
            close = "".join(f"，最接近的是“{word}”" for word, _ in alike(unknown, kinds, most=1))
            fault(field, f"“用于”没有“{unknown}”这类记录{close}", f"可用：{'、'.join(kinds)}")
        if field.kept and (field.visibility != "个人" or field.pseudonym):
            fault(field, "“留存”只用于公开程度为个人、没有化名的字段", "请删去“留存”，或改“公开”")
        named = [k.name for k in kinds.values() if field.name in (*k.identity, k.title, k.code, k.unit, k.apart)]
        if field.personal and named:
            fault(field, f"是个人信息，不能用来认出或称呼{named[0]}", "请换一个字段作主键、称呼")
        if field.type in ("单选", "多选") and not field.values:
            fault(field, "单选、多选字段没有“取值”", "请列出全部取值")
        if field.derived:
            wrong = [] if field.nature == "推得" else ["有“推算”的字段，“性质”要写推得"]
            wrong += derivation_faults(field.name, field.derived, {f.name: f.type for f in fields.values()}, kinds)
            for what in wrong:
                fault(field, what, "请改正“推算”")
    whole = FieldList(fields.values(), kinds.values())
    if faults:
        raise FieldFaults(faults, whole, broken)
    return whole


def _read(
    path: Path,
    content: Lines,
    part: str,
    model: Any,
    into: dict[str, Any],
    places: dict[tuple[type, str], str],
    faults: list[UserError],
) -> set[str]:
    """Read one part; the names of entries that could not be read."""
    seen, broken = set[str](), set[str]()
    written = content.get(part) or []
    if not isinstance(written, list):
        faults.append(UserError(f"{path} 第 {content.at[part]} 行", f"“{part}”应为列表", "请让每条以“- ”开头"))
        return {""}
    for entry in written:
        place = f"{path} 第 {getattr(entry, 'line', content.at[part])} 行"
        try:
            item = model.model_validate(entry)
        except ValidationError as error:
            faults.append(UserError(place, f"条目不合格式（{misfits(error)}）", "请对照同一文件中的其他条目"))
            broken.add(str(entry.get("名称", "")) if isinstance(entry, Lines) else "")
            continue
        if item.name in seen:
            faults.append(UserError(place, f"“{item.name}”重复", "请删去一个"))
        seen.add(item.name)
        into[item.name], places[model, item.name] = item, place
    return broken
