"""What we wrote into a workbook is known again and read as if it were not there; what a county wrote never is."""

from workbooks import HEAD, book, codes, matter, names, read

from catalogue.handback import EXAMPLE_MARK, OWN_MARK, REMARKS, SUMMARY_SHEET, foreign_comment


def test_our_sheet_and_column_are_not_read():
    plain = read(book([HEAD, matter(1, "甲"), matter(2, "乙")]))

    def add(work):
        page = work.create_sheet(SUMMARY_SHEET, 0)
        page["A1"] = f"校核汇总（{OWN_MARK}）"
        page["A2"] = "任意内容"

    rows = [[*HEAD, REMARKS], [*matter(1, "甲"), "已改"], matter(2, "乙")]
    marked = read(book(rows, change=add))
    assert [r.as_dict() for r in marked.rows] == [r.as_dict() for r in plain.rows]
    assert [i.as_dict() for i in marked.issues] == [i.as_dict() for i in plain.issues]
    assert codes(read(book([rows[0], [*matter(1, "甲"), "【错误】某某"], rows[2]]))) == codes(plain)


def test_a_countys_own_column_or_sheet_of_that_name_is_read():
    result = read(book([[*HEAD, REMARKS], [*matter(1, "甲"), "同意"]]))
    assert result.rows[0].extras == {REMARKS: "同意"}
    result = read(book([HEAD, matter(1, "甲")], sheet=SUMMARY_SHEET))
    assert names(result) == ["甲"]


def test_the_example_row_is_no_matter():
    assert names(read(book([HEAD, [EXAMPLE_MARK, *matter(1, "样例")[1:]], matter(1, "甲")]))) == ["甲"]


def test_only_our_part_of_a_comment_is_ours():
    assert foreign_comment("张三：请核\n【权目校核】错误") == "张三：请核" and foreign_comment("【权目校核】错误") == ""
