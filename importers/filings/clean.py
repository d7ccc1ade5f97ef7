"""Typed columns of filings: every cell that cannot be what its column says holds its row, and says on which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from catalogue.fields import Field, FieldList
from catalogue.finding import UserError
from importers.dates import parse_date
from importers.filings.columns import NEEDED, READ, Columns
from importers.filings.table import LINE, Raw
from importers.limits import parse_limit
from importers.refusal import Refusal
from importers.secrecy import refuse_marked
from importers.values import NOTHING

DAY = r"\d{4}-\d{2}-\d{2}"
_PERIOD = rf"^\s*(\S+?)\s+({DAY})\s*[~～至]\s*({DAY})?"
PAUSE, STAGE = rf"{_PERIOD}\s*$", rf"{_PERIOD}(?:\s+(\d{{1,3}})个?(工作日|自然日))?\s*$"
"""One entry of 不计时记录 and of 环节记录: what, from, to (blank: not ended); a stage's limit and its unit."""
LIMITS = ("legal_limit", "promised_limit", "filing_extension")
_DATES = ("filing_accepted", "filing_finished")
REPEATED = ("case_unit", "matter_name", "matter_type", "package_name", "case_place", "filing_window", "filing_town", "filing_result", "cross_region",
    "legal_limit_u", "promised_limit_u", "filing_extension_u")  # fmt: skip
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d", "%Y%m%d")
_NUMBER = pl.col("filing_number").alias("number")
_LIKELY = date(1990, 1, 1), date(2099, 12, 31)  # a day before or after is a slip of the pen
_LONGEST = {"工作日": 2500, "自然日": 3660, "日": 3660, "小时": 87840, "月": 120, "年": 10, "即办": 0}  # ten years
_HOME = "Asia/Shanghai"  # a moment's day is the day here
_HOUR = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(\+08:?00)?$"
_AT_ONCE = 100_000  # rows: what their columns take in memory beside what is kept of them
_SHOWN = 40  # characters of a cell that are shown again


@dataclass(frozen=True)
class Cleaned:
    """The rows that can be judged, those held with the reason (`line`, `why`), and the columns nothing was made of.

    Every row read is in one of the two: `judged.height + held.height == read`. `notes`: what was read as something else
    than it says, and the sheets that were not read.
    """

    name: str
    sha256: str
    read: int
    judged: pl.DataFrame
    held: pl.DataFrame
    dropped: tuple[str, ...]
    unused: tuple[str, ...]
    notes: tuple[str, ...] = ()


def clean(raw: Raw, where: Columns, fields: FieldList) -> Cleaned:
    """Bring the columns to their types; limits become `<key>_n` and `<key>_u` (number and unit).

    Raises `UserError` where a cell carries a mark of secrecy: nothing of the file is then kept.
    """
    known = {fields.fields[name].key: fields.fields[name] for name in READ}
    notes = (
        {"": f"没有读的表：{'、'.join(raw.unread)}（里面没有办件的表头）"} if raw.unread else {}
    )  # by what they are of
    parts = [_part(raw.name, part, where, known, notes) for part in raw.frame.iter_slices(_AT_ONCE)]
    parts = parts or [_part(raw.name, raw.frame, where, known, notes)]
    good = _twice(pl.concat([part[0] for part in parts]))
    held = pl.concat([*(part[1] for part in parts), good.filter(pl.col("why") != "").select(LINE, _NUMBER, "why")])
    torn = [(line, None, why) for line, why in raw.torn]
    held = pl.concat([held, pl.DataFrame(torn, schema=held.schema, orient="row")]).sort(LINE)
    read, kept = raw.frame.height + len(raw.torn), good.filter(pl.col("why") == "").drop("why")
    return Cleaned(
        raw.name,
        raw.sha256,
        read,
        kept,
        _in_sheets(held, raw.sheets),
        where.dropped,
        where.unused,
        tuple(notes.values()),
    )


def _in_sheets(held: pl.DataFrame, sheets: tuple[tuple[int, str, int], ...]) -> pl.DataFrame:
    """Held rows by their line in the sheet that they stand in, where several sheets were read as one."""
    line, said = pl.col(LINE), pl.col("why")
    for first, sheet, there in sheets:  # the last that begins before a row holds it
        inside = pl.col(LINE) >= first
        line = pl.when(inside).then(pl.col(LINE) - first + there).otherwise(line)
        said = pl.when(inside).then(pl.concat_str(pl.lit(f"（“{sheet}”表）"), "why")).otherwise(said)
    return held.with_columns(line.alias(LINE), said.alias("why"))


def _part(
    name: str, raw: pl.DataFrame, where: Columns, known: Mapping[str, Field], notes: dict[str, str]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Some rows: those that can be judged, typed, and those held."""
    taken = [pl.col(LINE)]
    for key, field in known.items():
        column = pl.col(where.place[key]) if key in where.place else pl.lit(None, dtype=pl.String)
        taken.append(_plain(column, raw.schema.get(where.place.get(key, "")), field).alias(key))
    frame = raw.select(taken)
    _refuse_secrets(name, frame)
    whys: list[pl.Expr] = []
    for key, field in known.items():
        frame, bad = _typed(frame, key, field, where.unit.get(key, ""), notes)
        whys += [bad] if bad is not None else []
    why = pl.concat_str([*whys, *_contradictions()], separator="；", ignore_nulls=True).alias("why")
    frame = frame.with_columns(why)
    good = frame.filter(pl.col("why") == "").drop("why", *_written(frame))
    held = frame.filter(pl.col("why") != "").select(LINE, _NUMBER, "why")
    return good.with_columns(pl.col(REPEATED).cast(pl.Categorical)), held


def _written(frame: pl.DataFrame) -> list[str]:
    return [name for name in frame.columns if name.endswith("_written")]


def _plain(column: pl.Expr, kind: pl.DataType | None, field: Field) -> pl.Expr:
    """Text without blanks at its ends, or a day where the file has days; blank, or a word for nothing, is null."""
    if field.type == "日期" and isinstance(kind, pl.Datetime) and kind.time_zone:
        return column.dt.convert_time_zone(_HOME).dt.date()
    if field.type == "日期" and kind in (pl.Date, pl.Datetime):
        return column.cast(pl.Date)
    if kind == pl.Boolean:
        return pl.when(column).then(pl.lit("是")).when(~column).then(pl.lit("否"))
    text = column.cast(pl.String).str.strip_chars()
    nothing = [""] if field.type == "是否" else list(NOTHING)  # 无 is an answer to 是否
    return pl.when(~text.is_in(nothing)).then(text)


def _refuse_secrets(name: str, frame: pl.DataFrame) -> None:
    for column in frame.columns:
        if frame[column].dtype == pl.String and not (found := frame[column].unique().drop_nulls()).is_empty():
            for text in found.filter(found.str.contains("密", literal=True)):
                try:
                    refuse_marked(text, "有一格")
                except Refusal as error:
                    raise UserError(name, error.what, error.advice) from error


def _typed(
    frame: pl.DataFrame, key: str, field: Field, unit: str, notes: dict[str, str]
) -> tuple[pl.DataFrame, pl.Expr | None]:
    """The column typed, and why a row is held for it (null where it is not)."""
    if key in _DATES:
        frame = frame.rename({key: f"{key}_written"})
        written = pl.col(f"{key}_written")
        if frame[f"{key}_written"].dtype == pl.Date:
            frame = frame.with_columns(written.alias(key))
        else:
            day = written.str.replace(_HOUR, "")
            tries = [day.str.to_date(form, strict=False) for form in _FORMATS]
            frame = _other_days(frame.with_columns(pl.coalesce(tries).alias(key)), key, field, notes)
        frame = frame.with_columns(pl.when(pl.col(key).is_between(*_LIKELY)).then(key).alias(key))
        bad = written.is_not_null() & pl.col(key).is_null()
        missing = (
            pl.when(pl.col(key).is_null()).then(pl.lit(f"没有{field.name}")) if field.name in NEEDED else pl.lit(None)
        )
        return frame, pl.when(bad).then(
            pl.format(
                "{}“{}”不是日期，或者不像（要写 2021-12-31 这样的）",
                pl.lit(field.name),
                written.cast(pl.String).str.head(_SHOWN),
            )
        ).otherwise(missing)
    if key in LIMITS:
        return _mapped(frame, key, lambda text: _limit(field, text, unit), field, {"n": pl.Float64, "u": pl.String})
    if field.values or field.type == "是否":
        return _mapped(frame, key, lambda text: (str(field.typed(text)),), field, {"": pl.String})
    if key in ("filing_pauses", "filing_stages"):
        one, form = pl.element(), PAUSE if key == "filing_pauses" else STAGE
        begins, ends = one.str.extract(form, 2).str.to_date(strict=False), one.str.extract(form, 3)
        ended = ends.is_null() | (ends.str.to_date(strict=False) >= begins)
        entry = pl.col(key).str.split("；").list.eval(begins.is_not_null() & ended.fill_null(False)).list.all()
        frame = frame.with_columns(pl.col(key).str.replace_all("[；;]", "；").str.strip_chars("； "))
        return frame, pl.when(pl.col(key).is_not_null() & ~entry).then(
            pl.format("{}“{}”看不懂或者止日早于起日", pl.lit(field.name), pl.col(key).str.head(_SHOWN))
        )
    if field.name in NEEDED:
        return frame, pl.when(pl.col(key).is_null()).then(pl.lit(f"没有{field.name}"))
    return frame, None


def _mapped(frame: pl.DataFrame, key: str, bring, field: Field, parts: Mapping[str, type[pl.DataType]]):  # type: ignore[no-untyped-def]
    """Each distinct text is brought to its value once; what cannot be holds the row."""
    rows, wrong = [], {}
    for text in frame[key].unique().drop_nulls():
        try:
            rows.append((text, *bring(text)))
        except ValueError as error:
            wrong[text] = str(error)
    names = {suffix: f"{key}_{suffix}" if suffix else key for suffix in parts}
    schema = {f"{key}_written": pl.String, **{names[suffix]: kind for suffix, kind in parts.items()}}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    frame = frame.rename({key: f"{key}_written"}).join(table, on=f"{key}_written", how="left")
    said = pl.col(f"{key}_written").replace_strict(
        list(wrong), list(wrong.values()), default=None, return_dtype=pl.String
    )
    return frame, said if wrong else None


def _other_days(frame: pl.DataFrame, key: str, field: Field, notes: dict[str, str]) -> pl.DataFrame:
    """Days written in less usual ways (serial numbers of a spreadsheet, Chinese numerals), each distinct text once."""
    rare = frame[f"{key}_written"].filter(frame[key].is_null()).unique().drop_nulls()
    found = {}
    for text in rare:
        found[text], said = parse_date(text)
        if found[text] and said:
            notes.setdefault(key, f"{field.name}有的写成了序列号，按日期读了（如 {text} 是 {found[text]}），请核对")
    read = pl.col(f"{key}_written").replace_strict(
        list(found), list(found.values()), default=None, return_dtype=pl.Date
    )
    return frame.with_columns(pl.coalesce(key, read).alias(key)) if found else frame


def _limit(field: Field, text: str, unit: str) -> tuple[float, str]:
    limit, said = parse_limit(text, unit)
    if limit is None or any(code not in ("unit-from-header", "unit-calendar-or-working") for code, _ in said):
        if any(code == "time-unit" for code, _ in said):
            raise ValueError(
                f"{field.name}“{text[:_SHOWN]}”没有单位（写 5工作日，或者表头写作“{field.name}（工作日）”）"
            )
        raise ValueError(f"{field.name}“{text[:_SHOWN]}”看不懂（要写 20工作日、60自然日、即办 这样的）")
    if limit.value > _LONGEST[limit.unit]:
        raise ValueError(f"{field.name}“{text[:_SHOWN]}”超过十年，不像")
    return float(limit.value), limit.unit


def number_and_unit(field: Field, text: str) -> tuple[float, str] | None:
    """A limit in words as its two columns; None for none."""
    return _limit(field, text, "") if text else None


def _contradictions() -> list[pl.Expr]:
    accepted, finished, result = pl.col("filing_accepted"), pl.col("filing_finished"), pl.col("filing_result")
    unsaid = pl.col("filing_finished_written").is_null()
    return [
        pl.when(finished < accepted).then(pl.lit("办结早于受理")),
        pl.when((result == "在办") & finished.is_not_null()).then(pl.lit("写着在办，又有办结日期")),
        pl.when((result != "在办") & result.is_not_null() & unsaid).then(pl.lit("写了结果，没有办结日期")),
    ]


def _twice(frame: pl.DataFrame) -> pl.DataFrame:
    """`why` a row is held for another of the same unit and number: said again, or said otherwise; else blank."""
    key, content = ["case_unit", "filing_number"], [c for c in frame.columns if c != LINE]
    many = frame.select(LINE, *key).filter(pl.struct(key).is_duplicated())
    if many.is_empty():
        return frame.with_columns(pl.lit("").alias("why"))
    many = many.select(LINE).join(frame, on=LINE)
    again = (pl.struct(content).n_unique().over(key) == 1) & (pl.col(LINE) != pl.col(LINE).min().over(key))
    other = pl.struct(content).n_unique().over(key) > 1
    why = (
        pl.when(other).then(pl.lit("同一单位同一受理号有几行，内容不同")).when(again).then(pl.lit("和前面一行完全相同"))
    )
    found = many.select(LINE, why.alias("why"))
    return frame.join(found, on=LINE, how="left", maintain_order="left").with_columns(pl.col("why").fill_null(""))
