"""Every code of a finding is declared once with an example, is used by the program, and is produced by some workbook."""

from pathlib import Path

import pytest
from hostile import HOSTILE
from nasty import expect
from openpyxl.styles import Font
from packages import parts
from test_examiner import CASES
from workbooks import FIELDS, HEAD, LAYOUTS, at, book, codes, in_this_process, matter, read, rewrite

from importers.bounds import Bounds
from importers.issues import CODES
from importers.read import read_file, read_files
from importers.settings import Settings, load_settings, pseudonym_key

ROOT = Path(__file__).resolve().parents[2]


def struck(work):
    work.active["F2"].font = Font(strike=True)


WHOLE = "11990101MB00000007" + "3990118009000"
TOGETHER = ["序号", "主项名称", "子项名称", "事项类型", "行使层级", "基本编码", "实施编码", "实施主体编码", "是否收费"]
TABLE = ["序号", "事项名称", "权力类型", "追责情形", "责任事项"]
MORE = [  # each with what the outsider's workbooks do not show
    (book([HEAD, matter(1, "甲事项办理", promised="0个工作日"), matter(None, "乙事项办理", legal="20")], change=struck), "甲.xlsx"),
    (book([TOGETHER, [1, "未分类", "甲", "行政许可", "县级", "990118009001", WHOLE, "11990101MB0000000A", "看情况"]]), "乙.xlsx"),
    (book([TABLE, [1, 2, 3, 4, 5], [1, "甲事项", "行政处罚", "一", "立案"], [None, None, None, "二", "调查"], [7], [8, "乙事项"]]), "丙.xlsx"),
    (book([[*TABLE, "责任事项", "县级", "乡级"], [1, "甲事项", "行政处罚", "一", "立案", "立案", "部分", "√"]]), "丁.xlsx"),
    (rewrite(book([[*HEAD, "备注"], [*matter(1, "甲事项办理"), "某"]]), rb'<c r="H2".*?</c>',
             b'<c r="H2" t="inlineStr"><is><t>' + b"a" * 40_000 + b"</t></is></c>"), "戊.xlsx"),
    (book([HEAD, matter(1, "甲事项"), ["序号", "事项名称", "权力类型", "行使主体", "法定时限", "承诺时限", "设定依据"], [1, "乙事项"]]), "己.xlsx"),
    (parts(book([HEAD, matter(1, "甲事项")]), **{"xl/vbaProject.bin": b"x"}), "庚.xlsm"),
    (book([["序号", "事项名称", "权力类型", "追责情形"], [1, "甲事项", None, "一"]]), "癸.xlsx"),
    (book([["办理单位", "事项名称", "受理数", "申请人"], ["县民政局", "甲", 3, "某"], ["县民政局", "乙", -3, "某"]]), "办件.xlsx"),
    (book([["机密★1年"], HEAD, matter(1, "甲事项")]), "辛.xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "壬.xlsx"),
]  # fmt: skip


def text_of(*folders):
    paths = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return "".join(
        path.read_text(encoding="utf-8") for path in paths if path.name not in ("issues.py", "test_codes.py")
    )


def test_no_code_is_dead_and_none_is_without_an_example():
    program, tests = text_of("importers", "app"), text_of("tests") + Path(__file__).read_text(encoding="utf-8")
    assert [code for code in CODES if f'"{code}"' not in program] == []
    assert [code for code in CODES if f'"{code}"' not in tests] == []
    assert [
        code for code, declared in CODES.items() if not (declared.example and declared.message and declared.advice)
    ] == []


STORE = {
    "event-rewritten",
    "code-elsewhere",
    "code-other-name",
    "code-shared",
    "other-sender",
    "layout-remembered",
    "locked-field",
    "locked-field-held",
    "not-own-unit",
    "selfcheck-cell-altered",  # these seven: tests/app/test_selfcheck_run.py
    "selfcheck-column-empty",
    "selfcheck-headings-altered",
    "selfcheck-row-of-another",
    "selfcheck-row-unknown",
    "selfcheck-run-closed",
    "selfcheck-rows-missing",
}  # found beside a store


def test_every_code_is_produced_by_some_workbook(tmp_path):
    """Produced, not only named: by the outsider's workbooks, the hostile ones and the few below."""
    told = set()
    with in_this_process():
        for case in CASES.values():
            told |= codes(read(case.data, case.file))
        for make, _, _ in HOSTILE.values():
            told |= codes(read(make()))
        for data, name in MORE:
            told |= codes(read(data, name))
        for name in ("甲.xlsx", "乙.xlsx"):
            (tmp_path / name).write_bytes(MORE[0][0])
        told |= codes(read_files([tmp_path / "甲.xlsx", tmp_path / "乙.xlsx"], FIELDS, LAYOUTS)[1])
        told |= codes(read(MORE[0][0], bounds=Bounds(file_bytes=1000)))
        own = next(layout for layout in LAYOUTS if layout.name == "实施清单").model_copy(
            update={"name": "另一版式", "key": "other"}
        )
        told |= codes(read_file(MORE[0][0], "a.xlsx", FIELDS, [*LAYOUTS, own]))
    assert CODES.keys() - told == STORE


def test_findings_about_values_that_stand_together():
    head = ["序号", "主项名称", "子项名称", "事项类型", "行使层级", "基本编码", "实施编码", "实施主体编码", "是否收费"]
    inside, other = "11990101MB00000007", "11990101MB0000000A"
    whole = f"{inside}3990118009000"
    rows = [
        head,
        [1, "未分类", "子项甲", "行政许可", "村级负责受理、乡级负责办结", "990118009001", whole, other, "看情况"],
        [None, None, None, None, None, None, None, None, None],
    ]
    result = read(book(rows))
    assert at(result, "main-name-placeholder") == ["清单!B2"] and at(result, "level-from-text") == ["清单!E2"]
    assert at(result, "code-mismatch") == ["清单!F2"] and at(result, "code-organisation-differs") == ["清单!G2"]


def test_a_value_that_the_field_has_not():
    head = ["序号", "事项名称", "事项类型", "承诺时限", "是否收费"]
    assert at(read(book([head, [1, "甲事项办理", "行政许可", "即办", "看情况"]])), "value-invalid") == ["清单!E2"]


def test_a_text_that_goes_on_below():
    head = ["序号", "事项名称", "权力类型", "责任事项", "追责情形"]
    result = read(book([head, [1, "甲事项办理", "行政处罚", "立案", "一"], [None, None, None, "调查", "二"]]))
    assert at(result, "continuation-row") == ["清单!D3"] and result.rows[0].facts["责任事项"] == "立案\n调查"


def test_a_second_table_below_the_first():
    second = ["序号", "事项名称", "权力类型", "行使主体", "法定时限", "承诺时限", "设定依据"]
    rows = [
        HEAD,
        matter(1, "甲事项办理"),
        second,
        [1, "乙事项办理", "行政许可", "县民政局", "20个工作日", "即办", "某法"],
    ]
    result = read(book(rows))
    assert at(result, "second-header") == ["清单!A3"] and [r.name for r in result.rows] == ["甲事项办理", "乙事项办理"]


def test_the_department_of_the_title():
    rows = [["填报单位：示例县民政局"], ["序号", "事项名称", "事项类型"], [1, "甲事项办理", "行政许可"]]
    expect(read(book(rows)), [{"department": "示例县民政局"}], {("department-from-title", "清单!A1")})


def test_an_office_sets_bounds_aliases_and_source_systems(tmp_path):
    (tmp_path / "import.yaml").write_text(
        "上限: {列数: 5}\n机构别名: {示例县民政局: [县民政局, 民政局]}\n代码体系: {省平台: 国家平台}\n",
        encoding="utf-8",
    )
    settings = load_settings(tmp_path)
    data = book([["序号", "事项名称", "事项类型", "行使主体"], [1, "甲事项办理", "01", "民政局"]])
    result = read_file(data, "省平台导出.xlsx", FIELDS, LAYOUTS, settings=settings)
    expect(result, [{"department": "示例县民政局", "type": "行政许可"}], {("department-alias", "清单!D2")})
    assert result.rows[0].cells["实施主体"].raw == "民政局"
    refused = read_file(book([HEAD, matter(1, "甲事项办理")]), "a.xlsx", FIELDS, LAYOUTS, settings=settings)
    assert "上限“列数”5" in refused.issues[0].message


@pytest.mark.parametrize(
    "text", ["上限: {列: 5}", "上限: {列数: 多}", "机构别名: {甲: [丙], 乙: [丙]}", "别的: 1", "- 1"]
)
def test_a_faulty_setting_is_named(tmp_path, text):
    from catalogue.finding import FormError

    (tmp_path / "import.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(FormError, match=r"import\.yaml"):
        load_settings(tmp_path)


def test_personal_data_get_a_pseudonym_or_are_dropped(tmp_path):
    rows = [["办理单位", "事项名称", "受理数", "申请人", "办件编号"], ["县民政局", "甲", 3, "示例某", "B-001"]]
    key = pseudonym_key(tmp_path, create=True)
    assert key == pseudonym_key(tmp_path, create=False) and (tmp_path / "pseudonym.key").stat().st_mode & 0o77 == 0
    kept, again = (
        read_file(book(rows), "a.xlsx", FIELDS, LAYOUTS, settings=Settings(key=key)).rows[0].facts["办件编号"]
        for _ in range(2)
    )
    other = read_file(book(rows), "a.xlsx", FIELDS, LAYOUTS, settings=Settings(key=b"x")).rows[0].facts["办件编号"]
    assert kept == again != other and kept.startswith("化名-") and "B-001" not in kept
    bare = read(book(rows))
    assert "办件编号" not in bare.rows[0].facts and bare.personal


def test_a_file_with_personal_data_is_not_kept(quanmu, tmp_path):
    rows = [["办理单位", "事项名称", "受理数", "申请人"], ["县民政局", "甲事项办理", 3, "示例某某某"]]
    path = tmp_path / "办件.xlsx"
    path.write_bytes(book(rows))
    quanmu("import", path)
    found = [p for p in quanmu.home.rglob("*") if p.is_file()]
    assert found and not any(
        "示例某某某".encode() in p.read_bytes() or p.read_bytes() == path.read_bytes() for p in found
    )
