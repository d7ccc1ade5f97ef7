"""Measures the way in: CPU of a whole import against calamine's bare read of the same file, and its memory.

``python bench/imports.py [rows]`` (200,000 by default). Each measurement is a process of its own, so that CPU and memory
are its own; what counts is the ratio within one run, since machines drift.
"""

from __future__ import annotations

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 30
HEADINGS = [
    "序号", "主项名称", "子项名称", "办理项名称", "办理情形", "事项类型", "实施主体", "承办机构", "设定依据",
    "基本编码", "自报权力来源", "自报行使层级", "法定办结时限（工作日）", "承诺办结时限（工作日）", "受理条件", "申请材料",
    "办理流程", "是否收费", "收费依据", "服务对象", "办件类型", "到现场次数", "网办深度", "办理地点", "办理时间",
    "咨询电话", "投诉电话", "审批结果", "通办范围", "备注",
]  # fmt: skip
TYPES = ["行政许可", "行政确认", "行政给付", "公共服务", "其他行政权力"]
LEVELS = ["县级", "乡级", "县级、乡级", "市级、县级", "村级"]


def row(number: int) -> list[str | int]:
    """One invented matter; distinct name and code, other values repeated as catalogues repeat them."""
    unit = number % 40
    return [
        number + 1, f"示例事项第{number:06d}号许可", f"示例子项{number % 3}", f"示例办理项{number % 7}（新设）", "新设",
        TYPES[number % 5], f"示例县示例{unit}局", f"示例{unit}股", f"示例条例第{number % 90}条：申请人应当按照规定提出申请，由县级以上主管部门审查",
        f"{number:012d}", "法定本级行使", LEVELS[number % 5], 20 if number % 2 else "20个工作日", 5, f"符合条件{number % 50}",
        f"申请表{number % 60}|必要|原件|1|自备\n身份证明|必要|复印件|1|自备", "受理—审查—决定", "否", "不收费", "自然人、企业法人", "承诺件",
        number % 2, "四级", f"示例镇便民服务中心{number % 25}号窗口", "工作日 9:00—12:00", f"0000-{number % 1000:07d}", "0000-12345",
        "示例许可证", "全县", "",
    ]  # fmt: skip


def make(rows: int) -> bytes:
    """An .xlsx as spreadsheet programs write it (shared strings), made without holding the sheet in memory."""
    from xml.sax.saxutils import escape

    strings: dict[str, int] = {}
    letters = [chr(65 + c) if c < 26 else "A" + chr(39 + c) for c in range(COLUMNS)]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="清单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="rId2" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for number in range(rows + 1):
                values: list[str | int] = list(HEADINGS) if number == 0 else row(number - 1)
                cells = []
                for letter, value in zip(letters, values, strict=True):
                    if isinstance(value, int):
                        cells.append(f'<c r="{letter}{number + 1}"><v>{value}</v></c>')
                    elif value:
                        index = strings.setdefault(value, len(strings))
                        cells.append(f'<c r="{letter}{number + 1}" t="s"><v>{index}</v></c>')
                sheet.write(f'<row r="{number + 1}">{"".join(cells)}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as table:
            table.write(f'<sst xmlns="{main}" count="{len(strings)}" uniqueCount="{len(strings)}">'.encode())
            table.write("".join(f'<si><t xml:space="preserve">{escape(s)}</t></si>' for s in strings).encode())
            table.write(b"</sst>")
    return out.getvalue()


BARE = """
import io, sys
from python_calamine import CalamineWorkbook
book = CalamineWorkbook.from_filelike(io.BytesIO(open(sys.argv[1], "rb").read()))
print(sum(len(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names) - 1)
"""
WHOLE = """
import sys
from pathlib import Path
from app.cli import unhurried
from app.incoming.intake import How, read
from app.office import open_office
unhurried()
home, file = Path(sys.argv[2]), Path(sys.argv[1])
office = open_office(home, store=False)
one = read(office, [file], How(commit=False))[0]
print(len(one.result.rows))
"""
COMMAND = "import sys; from app.cli import main; main()"


def measured(label: str, code: str, *words: str) -> tuple[float, float]:
    """Run Python code in a process; print and give its CPU seconds and wall seconds, children's included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", sys.executable, "-c", _WITH_PEAK + code, *words],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    peak = done.stderr.strip().rpartition("PEAK ")[2]
    said = done.stdout.strip().splitlines()[-1][:60] if done.stdout.strip() else ""
    print(f"{label:<26}CPU {cpu:8.2f} s  历时 {seconds:8.2f} s  峰值内存（主、子）{peak} MB   {said}", flush=True)
    return cpu, seconds


_WITH_PEAK = """
import atexit, resource, sys
atexit.register(lambda: print("PEAK", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr))
"""


def main() -> None:
    """The large file against the bare read, then three thousand rows from the command line."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder) / "large.xlsx", Path(folder) / "small.xlsx"
        large.write_bytes(make(rows))
        small.write_bytes(make(3_000))
        print(f"{rows} 行 × {COLUMNS} 列，{large.stat().st_size / 1e6:.1f} MB")
        bare, _ = measured("calamine 只读", BARE, str(large))
        whole, _ = measured("整个导入（不提交）", WHOLE, str(large), f"{folder}/home")
        print(f"{'比值 导入 ÷ 只读':<24}{whole / bare:10.2f}（上限 6，目标 3）")
        _, wall = measured(
            "3000 行，连启动", COMMAND, "--home", f"{folder}/home", "import", str(small), "--dry-run", "--json"
        )
        print(f"{'3000 行历时':<26}{wall:8.2f} s（上限 2）")


if __name__ == "__main__":
    main()
