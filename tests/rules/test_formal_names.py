"""A name in other formal words, with an item or a note in brackets, means its matter; what only sounds alike does not."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.rulebook import Listing, MatterArticle, RegisteredMatter
from rules.formal_names import LIST, FormalWords
from rules.register import Register

DAY = date(2021, 12, 31)
WORDS = [
    ("许可", "行政许可", "许可"),
    ("许可证核发", "行政许可", "许可"),
    ("许可证变更", "行政许可", "许可"),
    ("备案", "行政许可", "备案"),
    ("备案", "其他行政权力", "备案"),
    ("处罚", "行政处罚", "处罚"),
    ("行为的处罚", "行政处罚", "处罚"),
    ("未按照", "通用", "字样：未按"),
    ("或者", "通用", "字样："),
    ("或", "通用", "字样："),
    ("/", "通用", "字样："),
    ("的", "通用", "字样："),
    ("申请", "公共服务", "办理"),
    ("备案", "公共服务", "备案"),
    ("服务", "行政给付", "给付"),
    ("核定发放", "行政给付", "给付"),
    ("对", "通用", "开头"),
    ("申请", "通用", "开头"),
    ("承包", "通用", "前后"),
    ("（县级）", "通用", "尾注"),
    ("（补办）", "通用", "尾注"),
]


def matter(identity: str, name: str, kind: str = "行政许可", **more: object) -> RegisteredMatter:
    articles = (MatterArticle(text="示例法", article="第一条", organ="县级部门"),)
    return RegisteredMatter(id=identity, name=name, type=kind, articles=articles, **more)  # type: ignore[arg-type]


REGISTER = Register(
    [
        matter("RQ-燃气", "燃气经营许可证核发", items=("新办", "歇业")),
        matter(
            "YJ-临时",
            "临时救助",
            "行政给付",
            implied={
                "小额": {"救助金额档": "小额"},
                "大额": {"救助金额档": "大额"},
                "临时救助（小额）": {"救助金额档": "小额"},
            },
        ),
        matter("ZM-诊所", "中医诊所备案", "其他行政权力"),
        matter("GG-广告甲", "户外广告设置许可", aliases=("广告牌许可",)),
        matter("GG-广告乙", "户外广告设置备案", "其他行政权力"),
        matter("SY-水甲", "水井开凿许可"),
        matter("MZ-补贴", "城镇低收入户燃气补贴", "行政给付"),
        matter("GS-报装", "用水报装", "公共服务"),
        matter("NY-免疫", "对未按规定免疫的处罚", "行政处罚"),
        matter("SY-水乙", "水井开凿许可证核发"),
        matter("NY-草场", "草场或者林地承包合同调解", implied={"单位或个人之间": {"争议双方": "任何"}}),
    ],
    FormalWords(
        [
            Listing(
                name=LIST,
                begins=date(1954, 9, 20),
                columns=("项", "事项类型", "同义组"),
                rows=frozenset(WORDS),
            )
        ]
    ),
)


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [
        ("燃气经营许可", "", "RQ-燃气"),
        ("燃气经营许可证变更", "行政许可", "RQ-燃气"),
        ("燃气经营许可（歇业）", "", "RQ-燃气"),
        ("燃气经营许可证核发（补办）（县级）", "", "RQ-燃气"),
        ("对燃气经营的许可", "", "RQ-燃气"),
        ("2.燃气经营许可证变更", "", "RQ-燃气"),
        ("对未按照规定免疫的行为的处罚", "行政处罚", "NY-免疫"),
        ("对未按标准免疫的处罚", "行政处罚", None),
        ("12、中医诊所备案", "", "ZM-诊所"),
        ("燃气经营许可（新办、歇业）", "", "RQ-燃气"),  # items of its own and nothing else
        ("燃气经营许可（新办、迁址）", "", None),
        ("草场/林地承包合同调解", "", "NY-草场"),  # a stroke between two things is as good as 或者
        ("林地承包合同调解（草场）", "", "NY-草场"),  # what elsewhere stands before it
        ("广告牌许可/户外广告设置许可证核发", "", "GG-广告甲"),  # one matter by two names
        ("广告牌许可/中医诊所备案", "", None),
        ("燃气经营许可（迁址）", "", None),  # neither an item of it nor a declared note
        ("燃气经营备案", "", None),  # another act
        ("燃气经营许可证变更", "行政处罚", None),  # the record says it is another type
        ("经营许可", "", None),
        ("户外广告设置许可证核发", "", "GG-广告甲"),
        ("户外广告设置备案（县级）", "", "GG-广告乙"),
        ("水井开凿许可证变更", "", None),  # two matters say the same
        ("草场、林地的承包合同调解", "行政裁决", "NY-草场"),  # the same but for words that say nothing
        ("草场承包合同调解", "", None),  # a part of it only
        ("申请燃气经营许可证核发", "", "RQ-燃气"),
        ("承包草场或者林地合同调解", "", None),  # the verb stands in the middle of the name
        ("燃气经营", "行政许可", "RQ-燃气"),  # the type says the act
        ("燃气经营", "", None),
        ("燃气经营", "行政处罚", None),
        ("户外广告设置", "行政许可", "GG-广告甲"),
        ("水井开凿", "行政许可", None),
        ("燃气经营许可证核发歇业", "", "RQ-燃气"),  # an item of its own after it
        ("歇业燃气经营许可证核发", "", None),
        ("小额的临时救助", "", "YJ-临时"),
        ("临时救助大额", "", "YJ-临时"),
        ("中额临时救助", "", None),
        ("广告牌许可", "其他行政权力", "GG-广告甲"),  # typed otherwise than here
        ("广告牌许可", "行政处罚", None),  # no alias of a permit means a penalty
        ("户外广告设置许可", "行政处罚", "GG-广告甲"),  # its own name stays its name, and the type is found fault with
        ("小额", "行政给付", None),  # a circumstance alone names no matter
        ("城镇低收入户燃气补贴核定发放服务", "行政给付", "MZ-补贴"),  # of endings upon endings the first says the act
        ("用水报装申请", "公共服务", "GS-报装"),
        ("用水报装备案", "公共服务", None),
    ],
)
def test_name(name: str, kind: str, wanted: str | None) -> None:
    hit = REGISTER.identify(name, day=DAY, kind=kind)
    assert (hit.matter.id if hit else None) == wanted


def test_a_circumstance_is_known_without_its_function_words() -> None:
    known = REGISTER.matters["NY-草场"]
    assert REGISTER.circumstance(known, "单位、个人之间") == {"争议双方": "任何"}
    assert REGISTER.circumstance(known, "单位之间") is None


def test_several_circumstances_say_what_each_of_them_says() -> None:
    implied = {"低保对象": {"对象": "甲类"}, "特困人员": {"对象": "甲类"}, "其他困难": {"对象": "乙类"}}
    one = matter("YB-救助", "医疗费用救助", "行政给付", implied=implied)
    register = Register([one], REGISTER.words)
    assert register.circumstance(one, "低保对象、特困人员") == {"对象": "甲类"}
    assert register.identify("医疗费用救助（低保对象和特困人员）", day=DAY) == (one, {"对象": "甲类"})
    for words in ("低保对象、其他困难", "低保对象、别的对象", "别的对象、再一种"):
        assert register.circumstance(one, words) is None


def test_a_verb_stands_before_its_object_or_after_it() -> None:
    register = Register([matter("NY-塘", "承包鱼塘许可证核发")], REGISTER.words)
    assert {register.identify(name, day=DAY) is not None for name in ("鱼塘承包许可", "承包鱼塘许可")} == {True}
    assert register.identify("鱼塘许可", day=DAY) is None


def test_a_circumstance_beside_the_name_is_a_fact_and_contradicts_none() -> None:
    hit = REGISTER.identify("大额临时救助", day=DAY)
    assert hit and hit.implied == {"救助金额档": "大额"}
    assert REGISTER.identify("大额临时救助（小额）", day=DAY) is None


def test_a_circumstance_in_brackets_is_a_fact() -> None:
    hit = REGISTER.identify("临时救助（小额）（县级）", day=DAY)
    assert hit and hit.implied == {"救助金额档": "小额"}


def test_nothing_is_reworded_where_no_words_are_declared() -> None:
    plain = Register(REGISTER.matters.values())
    assert plain.identify("燃气经营许可", day=DAY) is None
    assert plain.identify("燃气经营许可证核发", day=DAY)
