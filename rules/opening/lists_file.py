"""Lists (清单) as kept in `lists/名称.csv`: what each row is about, what else it says, since when and until when."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from catalogue.rulebook import Listing
from catalogue.yamlslips import unseen
from rules.opening.reading import Faults, iso_day, nearest
from rules.opening.slips import date_advice

ITEM = "项"
_DATED = ("施行", "废止", "来源", "说明")
_MAX_BYTES = 20_000_000


def read_list(path: Path, faults: Faults, warnings: Faults) -> tuple[tuple[str, ...], tuple[Listing, ...]]:
    """The columns that a condition may ask about (项 first; none if the header is faulty), and the rows in editions
    of the same dates. A row that says again what another says of the same days is told in `warnings`."""
    rows = _cells(path, faults)
    if rows is None:
        return (), ()
    header = [word.strip() for word in rows[0]] if rows else []
    if len(header) == 1 and (mark := re.search("[，、；;\t]", header[0])):
        sign = {"\t": "制表符"}.get(mark[0], mark[0])
        faults.add(
            f"{path} 第 1 行", f"各列是用“{sign}”隔开的", "请改用半角逗号，或者在 Excel 里另存为“CSV UTF-8（逗号分隔）”"
        )
        return (), ()
    if not {ITEM, "施行"} & set(header):
        faults.add(f"{path} 第 1 行", "这不是表头", "第一行写表头：项,施行,废止,来源，中间可加别的列；标题行请删去")
        return (), ()
    for word in (ITEM, "施行"):
        if word not in header:
            hint = nearest(word, header)
            faults.add(
                f"{path} 第 1 行", f"清单没有“{word}”这一列{hint}", "表头写作：项,施行,废止,来源，中间可加别的列"
            )
    for word in sorted({word for word in header if not word or header.count(word) > 1}):
        faults.add(f"{path} 第 1 行", f"列名“{word}”重复" if word else "有一列没有名称", "每列写一个不同的名称")
    if ITEM not in header or "施行" not in header or len(set(header)) < len(header):
        return (), ()
    columns = (ITEM, *(word for word in header if word not in (ITEM, *_DATED)))
    editions: dict[tuple[date, date | None], dict[tuple[str, ...], tuple[int, str]]] = {}
    written: dict[tuple[str, ...], list[tuple[date, date, int]]] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{path} 第 {number} 行"
        if len(cells) > len(header):
            faults.add(place, f"有 {len(cells)} 格，表头只有 {len(header)} 列", "文字里有逗号的，请给这一格加双引号")
            continue
        if len(cells) == 1 and len(header) > 1 and (mark := re.search("[，；;\t]", cells[0])):
            sign = {"\t": "制表符"}.get(mark[0], mark[0])
            faults.add(place, f"这一行的各格是用“{sign}”隔开的", "请改用半角逗号")
            continue
        row = dict.fromkeys(header, "") | dict(zip(header, (cell.strip() for cell in cells), strict=False))
        dates = _dates(place, row, faults)
        blank = [name for name in columns if not row[name]]
        for name in blank:
            faults.add(place, f"“{name}”是空的", "请写出值；有几个值的，每个值写一行")
        if dates and not blank:
            key = tuple(row[name] for name in columns)
            begins, ends = dates[0], dates[1] or date.max
            for since, until, line in written.get(key, ()):
                if begins < until and since < ends:
                    what = f"与第 {line} 行是同样的各格，期间重叠"
                    warnings.add(place, what, "请删去一行；本意是另一项的请改正，前一行不再有效的请写上“废止”")
            written.setdefault(key, []).append((begins, ends, number))
            editions.setdefault(dates, {}).setdefault(key, (number, row.get("来源", "")))
    return columns, tuple(
        Listing(
            place=str(path),
            name=path.stem,
            begins=begins,
            ends=ends,
            columns=columns,
            rows=frozenset(found),
            source="；".join(sorted({source for _, source in found.values() if source})),
            lines={row: line for row, (line, _) in found.items()},
        )
        for (begins, ends), found in editions.items()
    )


def _cells(path: Path, faults: Faults) -> list[list[str]] | None:
    """All cells; None, and a fault, where they cannot be read."""
    rows: list[list[str]] = []
    try:
        raw = path.read_bytes()
        if len(raw) > _MAX_BYTES:
            faults.add(str(path), f"清单超过 {_MAX_BYTES} 字节", "请拆成几份")
            return None
        text = raw.decode("utf-8-sig")
        if told := unseen(text):
            faults.add(f"{path} 第 {told[0] + 1} 行", told[1], told[2])
            return None
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)
        return rows
    except OSError:
        faults.add(str(path), "清单读不到", "请检查路径和权限")
    except UnicodeDecodeError:
        faults.add(str(path), "清单不是 UTF-8 的 CSV", "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”")
    except csv.Error:
        advice = "请检查这一行起的半角双引号是不是成对，一格里的文字是不是太长"
        faults.add(f"{path} 第 {len(rows) + 1} 行", "从这一行起分不清各格", advice)
    return None


def _dates(place: str, row: Mapping[str, str], faults: Faults) -> tuple[date, date | None] | None:
    begins, ends = iso_day(row["施行"]), iso_day(row.get("废止", ""))
    if begins is None:
        faults.add(place, f"“施行”不是日期：{row['施行'] or '（空）'}", date_advice(row["施行"]))
    elif row.get("废止") and ends is None:
        faults.add(place, f"“废止”不是日期：{row['废止']}", f"{date_advice(row['废止'])}，没有废止就留空")
    elif ends and ends <= begins:
        faults.add(place, "“废止”不晚于“施行”", "请核对两个日期")
    else:
        return begins, ends
    return None


def add_list(
    path: Path,
    lists: dict[str, tuple[Listing, ...]],
    columns: dict[str, tuple[str, ...]],
    faults: Faults,
    warnings: Faults,
) -> None:
    """Read a list into the lists read so far. An office adds rows to a list of the same name; a row of the same cells and
    施行 takes the earlier one's place (so it can be ended), and where it ends sooner that is told."""
    own, rows = read_list(path, faults, warnings)
    known = columns.setdefault(path.stem, own)
    if own and set(own) != set(known):
        faults.add(f"{path} 第 1 行", f"列与先前的同名清单不同：{'、'.join(known)}", "请写同样的列，或换一个清单名")
        return
    mine = {(one.begins, _by_column(one, row)): (one, row) for one in rows for row in one.rows}
    kept = []
    for edition in lists.get(path.stem, ()):
        replaced = {
            row: mine[found] for row in edition.rows if (found := (edition.begins, _by_column(edition, row))) in mine
        }
        for row, (one, own_row) in sorted(replaced.items()) if replaced else ():
            if one.ends and (edition.ends is None or one.ends < edition.ends):
                what = f"本单位把随程序带的“{'／'.join(row)}”废止了（{one.ends} 起）"
                warnings.add(f"{path} 第 {one.lines.get(own_row, 0)} 行", what, "请核对确有依据")
        if len(replaced) < len(edition.rows) or not edition.rows:
            kept.append(edition.model_copy(update={"rows": edition.rows.difference(replaced)}) if replaced else edition)
    lists[path.stem] = (*kept, *rows)


def _by_column(edition: Listing, row: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(zip(edition.columns, row, strict=True))
