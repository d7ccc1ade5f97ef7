"""What to write so that a refused event would hold: each piece of advice, when it is followed, lets the event hold."""

from __future__ import annotations

from typing import Any

import pytest

from app.grants.remedy import remedy
from catalogue.fields import load_fields
from catalogue.records import Record, make_record
from rules import BOOK
from rules.facts.lives import lives
from rules.opening.loader import load_book

FIELDS = load_fields()
TOWN, NUMBER = "甲镇", "示1号"
PUBLISHED = {"环节": "已公布", "环节日期": "2021-08-25", "经办人": "示例甲", "经过文书": NUMBER}
HANDED = {
    "环节": "已承接",
    "环节日期": "2021-09-01",
    "经办人": "示例甲",
    "交接印章": "是",
    "交接账号": "是",
    "交接培训": "是",
    "指南已更新": "是",
}
RUNNING = {"环节": "运行", "环节日期": "2021-10-01", "经办人": "示例甲"}
BACK = {
    "环节": "收回",
    "环节日期": "2021-11-01",
    "经办人": "示例甲",
    "经过文书": NUMBER,
    "经过过渡条款": "移交原实施机关",
}


@pytest.fixture(scope="module")
def book() -> Any:
    return load_book(BOOK)


def record(kind: str, **facts: str) -> Record:
    return make_record(FIELDS, kind, {name: FIELDS.fields[name].typed(value) for name, value in facts.items()})


def advice(book: Any, row: dict[str, str], before: list[dict[str, str]], **grant: str) -> str | None:
    """What is said of a row after those that hold; None where it holds itself."""
    known = {
        "批次": "一",
        "事项名称": "某项许可",
        "事项类型": "行政许可",
        "承接主体": TOWN,
        "赋权方式": "委托",
        "原实施机关": "某局",
    }
    county = [
        record("机构", 机构名称=TOWN, 机构类别="镇"), record("机构", 机构名称="某局", 机构类别="部门"),
        record("文件", 文号=NUMBER, 文件标题="目录", 成文日期="2021-08-25"), record("赋权", **{**known, **grant}),
    ]  # fmt: skip
    of = {"批次": "一", "事项名称": "全部事项", "承接主体": "全部承接主体"}
    events = [record("赋权经过", **of, **{n: v for n, v in one.items() if v}) for one in (*before, row)]
    [life] = lives([*county, *events], book).of.values()
    refused = [one for one in life.refused if one.event.record is events[-1]]
    asked = dict.fromkeys((*HANDED, *BACK, "评估结论", "经过说明", "交接持证人数"), "") | row
    return remedy(book, FIELDS, refused, asked) if refused else None


@pytest.mark.parametrize(
    ("before", "row", "said", "then"),
    [
        ([], {**RUNNING}, ["从“未登记”下一步可以：拟下放、已公布"], PUBLISHED),
        ([], {**PUBLISHED, "经办人": ""}, ["补写 --by 姓名"], PUBLISHED),
        ([], {**PUBLISHED, "经过文书": ""}, ["补写 --instrument 文号"], PUBLISHED),
        ([], {**PUBLISHED, "经过文书": "没有这份"}, ["文书先列进文件清单"], PUBLISHED),
        ([], {**PUBLISHED, "环节日期": "2021-08-01"}, ["日期不能早于文书的成文日期"], PUBLISHED),
        ([PUBLISHED], {**HANDED, "交接账号": ""}, ["补写 --set 交接账号=是／否"], HANDED),
        ([PUBLISHED], {**HANDED, "交接培训": "否"}, ["“交接培训”现在写的是“否”，办好了再登记"], HANDED),
        ([PUBLISHED, HANDED, RUNNING], {**BACK, "经过过渡条款": ""}, ["补写 --set 经过过渡条款=", "移交原实施机关"], BACK),
    ],
    ids=lambda value: value[0] if isinstance(value, list) and value and isinstance(value[0], str) else "",
)  # fmt: skip
def test_the_advice_names_what_is_lacking_and_following_it_helps(
    book: Any, before: list[dict[str, str]], row: dict[str, str], said: list[str], then: dict[str, str]
) -> None:
    told = advice(book, row, before)
    assert told is not None and all(words in told for words in said), told
    assert "None" not in told and "；；" not in told
    assert advice(book, then, before) is None


def test_a_fact_of_the_grant_is_sent_to_the_list_and_what_is_there_is_not_asked_for(book: Any) -> None:
    penalty = {"事项类型": "行政处罚", "事项名称": "某项处罚"}
    told = advice(book, {**HANDED, "交接持证人数": "3"}, [PUBLISHED], **penalty)
    assert told is not None and "委托书编号写进赋权目录" in told and "印章" not in told
    assert advice(book, {**HANDED, "交接持证人数": "3"}, [PUBLISHED], **penalty, 委托书="示委1号") is None
    few = advice(book, {**HANDED, "交接持证人数": "1"}, [PUBLISHED], **penalty, 委托书="示委1号")
    assert few == "“交接持证人数”现在写的是“1”，办好了再登记"
