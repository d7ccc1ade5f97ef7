"""Which column of a file of filings is which fact, by header words alone; what is personal is dropped at the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from catalogue.fields import Field, FieldList
from catalogue.finding import UserError
from catalogue.names import header_key
from importers.limits import header_unit, without_unit

KIND = "办件"
NEEDED = ("办件单位", "事项名称", "受理号", "办件受理日期")
READ = (
    *NEEDED, "事项类型", "一件事名称", "办结日期", "办件结果", "办件地点", "办件窗口", "办件镇街", "跨域通办办件",
    "法定办结时限", "承诺办结时限", "环节记录", "不计时记录", "延长期限", "延期批准",
)  # fmt: skip
_SHOWN = 8  # headers that are shown again


@dataclass(frozen=True)
class Columns:
    """By the English key of a field the file's column (`c3`) and the unit its header gives to bare numbers.

    `dropped` are headers of personal columns, `unused` those that mean nothing here; neither is read.
    """

    place: Mapping[str, str]
    unit: Mapping[str, str]
    dropped: tuple[str, ...]
    unused: tuple[str, ...]


def columns(name: str, headers: Sequence[str], fields: FieldList, words: Mapping[str, str]) -> Columns:
    """Read the headers. `words` are further header words of the layout: word -> field.

    Raises `UserError` where a needed column is missing or two columns are the same fact.
    """
    also = {header_key(word): field for word, field in words.items()}
    place: dict[str, str] = {}
    unit: dict[str, str] = {}
    dropped, unused = [], []
    for number, header in enumerate(headers):
        field = _meant(header, fields, also) or _meant(without_unit(header), fields, also)
        if field is None:
            unused.append(header) if header else None
        elif field.personal:
            dropped.append(header)
        elif field.name not in READ:
            unused.append(header)
        elif field.key in place:
            raise UserError(name, f"“{header}”和“{headers[int(place[field.key][1:])]}”都是{field.name}", "请只留一列")
        else:
            place[field.key] = f"c{number}"
            if given := header_unit(header):
                unit[field.key] = given
    if missing := [need for need in NEEDED if fields.fields[need].key not in place]:
        accepted = "；".join(f"{need}（也可写作{'、'.join(fields.fields[need].words) or '——'}）" for need in missing)
        read = "、".join(f"“{header}”" for header in headers[:_SHOWN] if header) or "空的"
        more = f"等 {len(headers)} 列" if len(headers) > _SHOWN else ""
        raise UserError(
            name, f"缺少{'、'.join(missing)}这{len(missing)}列；读到的表头是{read}{more}", f"请加上：{accepted}"
        )
    return Columns(place, unit, tuple(dropped), tuple(unused))


def heads(headers: Sequence[str], fields: FieldList, words: Mapping[str, str]) -> bool:
    """Whether a row of cells is the header of filings: every needed column stands in it."""
    also = {header_key(word): field for word, field in words.items()}
    found = {field.name for word in headers if word and (field := _meant(word, fields, also))}
    return found.issuperset(NEEDED)


def _meant(header: str, fields: FieldList, also: Mapping[str, str]) -> Field | None:
    """The one field of a filing that the word stands for; a layout's own word goes before a field's."""
    word = header_key(header)
    if word in also:
        return fields.fields.get(also[word])
    own = [field for field in fields.by_word.get(word, ()) if KIND in field.kinds]
    named = [field for field in own if header_key(field.name) == word] or own
    return named[0] if named else fields.fields.get(header) or fields.by_key.get(header)
