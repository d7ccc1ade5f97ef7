"""Small workbooks made in the tests, and reading them."""

import io
import json
import re
import zipfile
from contextlib import contextmanager

import openpyxl
import pytest

from catalogue.fields import load_fields
from importers import workbook as opening
from importers.read import load_all_layouts, read_file
from importers.sheet import pack
from importers.worker import parse

FIELDS = load_fields()
LAYOUTS = load_all_layouts(FIELDS)
HEAD = ["序号", "事项名称", "子项名称", "权力类型", "行使主体", "法定时限", "承诺时限"]


def book(rows, *, merges=(), sheet="清单", hidden_rows=(), change=None):
    """The bytes of an .xlsx with these rows."""
    work = openpyxl.Workbook()
    page = work.active
    page.title = sheet
    for row in rows:
        page.append(row)
    for area in merges:
        page.merge_cells(area)
    for row in hidden_rows:
        page.row_dimensions[row].hidden = True
    if change:
        change(work)
    out = io.BytesIO()
    work.save(out)
    return out.getvalue()


def read(data, name="样表.xlsx", bounds=None):
    return read_file(data, name, FIELDS, LAYOUTS, bounds)


@contextmanager
def in_this_process():
    """Workbooks are parsed without the child process and its limits: many small ones then cost a tenth."""

    def parsed(data, kind, bounds, module="importers.worker"):
        return json.loads(json.dumps([pack(sheet, bounds) for sheet in parse(data, kind, bounds)]))

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(opening, "in_child", parsed)
        yield


def names(result):
    return [row.name for row in result.rows]


def codes(result):
    return {found.code for found in result.issues}


def at(result, code):
    return [found.cell for found in result.issues if found.code == code]


def matter(number, name, sub="", kind="行政许可", unit="县民政局", legal="20个工作日", promised="5个工作日"):
    return [number, name, sub, kind, unit, legal, promised]


def rewrite(data, old, new):
    """Replace a pattern in the first sheet's part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == "xl/worksheets/sheet1.xml":
                content, changed = re.subn(old, new, content)
                assert changed
            target.writestr(entry, content)
    return out.getvalue()
