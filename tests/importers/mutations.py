"""A seeded mutator of workbooks: every seed gives the same damaged or strange file. Run as a program, it reads them all.

    python tests/importers/mutations.py FIRST COUNT     one JSON line a file: seed, kind of mutation, seconds, what is wrong

The reading is done in this one process, so that a thousand files take seconds; a file that kills the process is left to
the caller, who reads it again the way users do.
"""

from __future__ import annotations

import csv
import io
import json
import random
import re
import resource
import sys
import time
import zipfile
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

HEAD = ["序号", "事项名称", "子项名称", "权力类型", "行使主体", "行使层级", "法定时限", "承诺时限", "实施编码", "备注"]
ODD = [
    "", " ", "\u3000", "无", "/", "—", "同上", "=1+1", "#REF!", "#N/A", "□即办件 √承诺件", "■县级 □乡级", "2,3（两项合并）", "机密", "１２３",
    "a" * 40_000, "事\n项\n名\n称", "\u200b甲", "\ufffe", "一、行政许可（18项）", "（一）", "小计", "填表人：甲", "20个工作日", "二十日", "3-5工作日",
    "0工作日", "10000年", "2021年13月45日", "20210101", "44561", "1.1E+30", "91" * 9, "县级、乡级", "行政大许可", "许可", "10", "事项名称", "校核意见",
    "是", "true", "<a>&b;", "]]>", "%s{0}", "\U0001f600", "示例，不读", "9" * 400, "-1", "١٢٣",
]  # fmt: skip
NUMBERS = [0, 1, -1, 2.5, 1e15, 1e300, -0.0, 123456789012345678, 44561, 0.1, 1e-7, 2958465, 2958466]


def table(rng: random.Random) -> list[list[object]]:
    """A catalogue as departments write them: title, header, sections, matters, a total."""
    rows: list[list[object]] = [["示例县民政局权责清单"] + [None] * 9] if rng.random() < 0.5 else []
    rows.append(list(HEAD))
    number = 0
    for section in range(rng.randint(1, 3)):
        if rng.random() < 0.5:
            rows.append([f"{'一二三'[section]}、行政许可（{rng.randint(1, 6)}项）"] + [None] * 9)
        for _ in range(rng.randint(1, 6)):
            number += 1
            rows.append(
                [number, f"示例事项{number}", f"子项{number}", "行政许可", "示例县民政局", "县级", "20个工作日", "5个工作日", f"{number:012d}", None]
            )  # fmt: skip
    if rng.random() < 0.3:
        rows.append(["合计", number] + [None] * 8)
    return rows


def workbook(rows: list[list[object]], merges: list[str] | None = None, name: str = "清单") -> bytes:
    """A small .xlsx, written by hand: quick, and able to hold what no library would write."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    body = []
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, value in enumerate(row):
            ref = f"{_letters(column)}{number}"
            if isinstance(value, (int, float)):
                cells.append(f'<c r="{ref}"><v>{value!r}</v></c>')
            elif isinstance(value, str) and value.startswith("#"):
                cells.append(f'<c r="{ref}" t="e"><v>{escape(value)}</v></c>')
            elif isinstance(value, str) and value.startswith("="):
                cells.append(f'<c r="{ref}"><f>{escape(value[1:])}</f></c>')
            elif value is not None:
                cells.append(
                    f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
                )
        body.append(f'<row r="{number}">{"".join(cells)}</row>')
    merged = f"<mergeCells>{''.join(f'<mergeCell ref={m!r}/>' for m in merges)}</mergeCells>" if merges else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="{escape(name)}" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(body)}</sheetData>{merged}</worksheet>',
    }
    return _zip({path: text.encode("utf-8", "surrogatepass") for path, text in parts.items()})


def _letters(column: int) -> str:
    name, column = "", column + 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def _zip(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return out.getvalue()


def cells(rng: random.Random) -> bytes:
    """Some cells hold strange values."""
    rows = table(rng)
    for _ in range(rng.randint(1, 12)):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(NUMBERS) if rng.random() < 0.25 else rng.choice(ODD)
    return workbook(rows, name=rng.choice(["清单", "行政许可（3项）", "Sheet1", "甲!乙"]))


def structure(rng: random.Random) -> bytes:
    """Rows and columns lost, doubled, moved; merges anywhere."""
    rows = table(rng)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(rows))
        match rng.randrange(7):
            case 0 if len(rows) > 2:
                del rows[at]
            case 1:
                rows.insert(at, list(rng.choice(rows)))
            case 2:
                rows.insert(at, [None] * rng.randrange(12))
            case 3:
                rows.insert(at, list(HEAD))
            case 4:
                rng.shuffle(rows[at])
            case 5:
                for row in rows:
                    row.insert(at % 10, rng.choice([None, *ODD[:6]]))
            case _:
                rows[at] = [value if rng.random() < 0.5 else None for value in rows[at]]
    merges = []
    for _ in range(rng.randrange(5)):
        top, left = rng.randint(1, len(rows) + 2), rng.randrange(12)
        right, bottom = left + rng.choice([0, 0, 1, 9, 300]), top + rng.choice([0, 1, 3, 200])
        merges.append(f"{_letters(left)}{top}:{_letters(right)}{bottom}")
    return workbook(rows, merges)


def _damage(data: bytes, rng: random.Random) -> bytes:
    content = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        if not content:
            break
        at = rng.randrange(len(content))
        match rng.randrange(5):
            case 0 | 1:
                content[at] = rng.randrange(256)
            case 2:
                del content[at : at + rng.randint(1, 60)]
            case 3:
                content[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 12)))
            case _:
                content[at:at] = content[at : at + rng.randint(1, 200)]
    return bytes(content[: rng.randint(1, len(content))]) if content and rng.random() < 0.15 else bytes(content)


def zip_bytes(rng: random.Random) -> bytes:
    """The packed file itself is damaged."""
    return _damage(workbook(table(rng)), rng)


_XML = [
    b"&lol;", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"<c", b"</row>", b"<row r='1048577'>", b' r="XFD1048576"', b' t="s"', b"<v>99999999999</v>",
    b"\x00", b"\xff\xfe", b"<mergeCell ref='A1:XFD1048576'/>", b' hidden="1"', b"<f/>", b"<v>", b"<is><t>", b' r="A0"', b' r="1A"', b"xmlns=''",
]  # fmt: skip


def xml_parts(rng: random.Random) -> bytes:
    """One of the parts inside is damaged or holds what does not belong there."""
    with zipfile.ZipFile(io.BytesIO(_example(rng) if rng.random() < 0.3 else workbook(table(rng)))) as archive:
        parts = {path: archive.read(path) for path in archive.namelist()}
    for _ in range(rng.randint(1, 3)):
        path = rng.choice(sorted(parts))
        content = parts[path]
        at = rng.randrange(len(content) + 1)
        match rng.randrange(4):
            case 0:
                parts[path] = content[:at] + rng.choice(_XML) + content[at:]
            case 1:
                numbers = list(re.finditer(rb"\d+", content))
                if numbers:
                    found = rng.choice(numbers)
                    wild = rng.choice([b"0", b"-1", b"4294967296", b"99999999999999999999", b"", b"1e9"])
                    parts[path] = content[: found.start()] + wild + content[found.end() :]
            case 2:
                parts[path] = _damage(content, rng)
            case _:
                parts.pop(path)
                if not parts:
                    parts["a"] = b""
    return _zip(parts)


def csv_bytes(rng: random.Random) -> bytes:
    """Text tables, also in two encodings at once."""
    out = io.StringIO()
    rows = table(rng)
    for _ in range(rng.randrange(6)):
        row = rng.choice(rows)
        row[rng.randrange(len(row))] = rng.choice(ODD)
    csv.writer(out, delimiter=rng.choice(",\t;|"), lineterminator=rng.choice(["\r\n", "\n", "\r"])).writerows(rows)
    data = out.getvalue().encode(rng.choice(["utf-8-sig", "utf-8", "gb18030", "utf-16", "utf-16-le"]), "replace")
    return _damage(data, rng) if rng.random() < 0.6 else data


@lru_cache(maxsize=8)
def _old(seed: int) -> bytes:
    import xlwt

    work = xlwt.Workbook()
    page = work.add_sheet("清单")
    for r, row in enumerate(table(random.Random(seed))):
        for c, value in enumerate(row):
            if value is not None:
                page.write(r, c, value)
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def biff_bytes(rng: random.Random) -> bytes:
    """An old workbook with damaged records."""
    data = bytearray(_old(rng.randrange(8)))
    start = 512 if rng.random() < 0.9 else 0
    for _ in range(rng.randint(1, 10)):
        at = rng.randrange(start, len(data))
        data[at] = rng.randrange(256)
        if rng.random() < 0.2:
            data[at : at + 2] = b"\xff\xff"
    return bytes(data[: rng.randint(1, len(data))]) if rng.random() < 0.1 else bytes(data)


@lru_cache(maxsize=1)
def _examples() -> list[bytes]:
    folder = ROOT / "examples" / "linhu" / "workbooks"
    return [path.read_bytes() for path in sorted(folder.glob("*.xlsx")) if path.stat().st_size < 13_000]


def _example(rng: random.Random) -> bytes:
    return rng.choice(_examples())


KINDS = (cells, structure, zip_bytes, xml_parts, csv_bytes, biff_bytes)


def mutated(seed: int) -> tuple[str, bytes]:
    """The kind of mutation and the file of a seed."""
    rng = random.Random(seed)
    kind = KINDS[seed % len(KINDS)]
    return kind.__name__, kind(rng)


def wrong_with(result: object, sheets: list[object]) -> str:
    """What the result leaves unsaid: a refusal without its one message, or a row of a sheet that is nowhere accounted for."""
    from importers.sheet import filled

    errors = [i for i in result.issues if i.severity == "error"]
    if result.refused:
        return "" if errors and not result.rows and all(i.message and i.advice for i in errors) else "拒收而没有说明"
    spoken: set[tuple[str, int]] = set()
    whole: set[str] = set()
    places = [i.cell for i in result.issues] + [s.cell for r in result.rows for s in r.cells.values()]
    for place in [*places, *(r.src for r in result.rows)]:
        sheet, _, cell = place.rpartition("!")
        if found := re.search(r"(\d+)$", cell):
            spoken.add((sheet, int(found[1]) - 1))
    for issue in result.issues:
        if issue.code in ("layout-unknown", "layout-ambiguous", "sheet-no-rows"):
            whole.add(issue.cell.rpartition("!")[0])
    tables = {table.sheet: table for table in result.tables}
    for sheet in sheets:
        known = tables.get(sheet.name)
        if sheet.name in whole and known is None:
            continue
        for index, row in enumerate(sheet.rows):
            if not any(filled(value) for value in row) or known and index <= known.bottom:
                continue
            merged = any(top < index <= bottom for top, _, bottom, _ in sheet.merges)
            if (sheet.name, index) not in spoken and not merged:
                return f"{sheet.name} 第 {index + 1} 行没有交代：{[v for v in row if v is not None][:4]}"
    return ""


def main() -> None:
    """Read the mutated files of a range of seeds and say how each went."""
    from importers import read as reading
    from importers.bounds import Bounds
    from importers.sheet import pack
    from importers.worker import parse

    first, count = int(sys.argv[1]), int(sys.argv[2])
    bounds = Bounds(memory_bytes=1_500_000_000)
    resource.setrlimit(resource.RLIMIT_AS, (bounds.memory_bytes, bounds.memory_bytes))
    from catalogue.fields import load_fields
    from importers import workbook as opening

    fields = load_fields()
    layouts = reading.load_all_layouts(fields)
    seen: list[object] = []

    def here(data: bytes, kind: str, bounds: Bounds, module: str = "") -> list[dict[str, object]]:
        return [pack(sheet, bounds) for sheet in parse(data, kind, bounds)]

    def watched(data: bytes, bounds: Bounds | None = None) -> list[object]:
        seen[:] = real(data, bounds)
        return seen

    opening.in_child, real = here, opening.open_workbook
    reading.open_workbook = watched
    for seed in range(first, first + count):
        kind, data = mutated(seed)
        print(json.dumps({"begin": seed}), flush=True)
        seen.clear()
        began = time.process_time()
        try:
            result = reading.read_file(data, f"{seed}.xlsx", fields, layouts, bounds)
            said = wrong_with(result, list(seen))
            outcome = result.outcome
        except Exception as error:
            said, outcome = f"{type(error).__name__}: {str(error)[:300]}", "raised"
        seconds = time.process_time() - began
        print(json.dumps({"seed": seed, "kind": kind, "seconds": round(seconds, 3), "outcome": outcome, "wrong": said}))


if __name__ == "__main__":
    main()
