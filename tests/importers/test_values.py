"""Values as people write them: every spelling of one limit, day or set of levels gives the same value."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.codes import USCC_ALPHABET, parse_code, uscc_check_digit, valid_old_code, valid_uscc
from catalogue.names import name_key, standard_name
from importers.dates import parse_date
from importers.levels import LEVELS, levels_in_name, parse_levels
from importers.limits import header_unit, parse_limit

DIGITS = "零一二三四五六七八九"
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def han(number: int) -> str:
    """A number under 1000 in Chinese numerals, written here independently of the program."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


WAYS = {
    "工作日": [
        "{n}个工作日",
        "{n}工作日",
        "{n} 个 工作日",
        "{n}个工作日内",
        "不超过{n}个工作日",
        "{n}（工作日）",
        "{n}个工作日。",
    ],
    "自然日": ["{n}个自然日", "{n}自然日"],
    "日": ["{n}日", "{n}天", "{n}日内"],
    "小时": ["{n}小时", "{n}个小时"],
    "月": ["{n}个月", "{n}月内"],
    "年": ["{n}年"],
}


@given(st.integers(1, 999), st.sampled_from([(u, w) for u, ways in WAYS.items() for w in ways]), st.integers(0, 2))
def test_limits(number, way, script):
    unit, pattern = way
    shown = [str(number), str(number).translate(FULL_WIDTH), han(number)][script]
    limit, _ = parse_limit(pattern.format(n=shown))
    assert limit is not None and (int(limit.value), limit.unit) == (number, unit)


@given(st.integers(1, 400))
def test_a_bare_number_takes_the_headers_unit_or_stays_unknown(number):
    limit, notes = parse_limit(float(number), header_unit("法定时限（单位：工作日）"))
    assert limit is not None and (int(limit.value), limit.unit) == (number, "工作日")
    assert [code for code, _ in notes] == ["unit-from-header"]
    limit, notes = parse_limit(str(number))
    assert limit is None and [code for code, _ in notes] == ["time-unit"]


@pytest.mark.parametrize("text", ["即办", "即时办结", "当场办结", "当场", "即办件", "现场办理"])
def test_on_the_spot(text):
    limit, _ = parse_limit(text)
    assert limit is not None and limit.unit == "即办"


@pytest.mark.parametrize("text", ["", "/", "无", "—", "暂无"])
def test_nothing_is_nothing_and_no_finding(text):
    assert parse_limit(text) == (None, [])


@pytest.mark.parametrize("text", ["按规定执行", "详见附件", "5个工作日（专家评审除外30日）", "30至5个工作日", "2021年"])
def test_what_cannot_be_read_is_said_and_not_guessed(text):
    limit, notes = parse_limit(text)
    assert limit is None and notes


@given(st.dates(date(1905, 1, 1), date(2099, 12, 31)), st.integers(0, 8))
def test_dates(day, way):
    year = "".join("〇一二三四五六七八九"[int(d)] for d in str(day.year))
    spellings = [
        day.isoformat(),
        day.strftime("%Y年%m月%d日"),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        day.strftime("%Y%m%d"),
        f"{year}年{han(day.month)}月{han(day.day)}日",
        day,
        float(day.strftime("%Y%m%d")),
    ]
    assert parse_date(spellings[way])[0] == day


@given(st.dates(date(1906, 1, 1), date(2099, 12, 31)))
def test_serial_days(day):
    for first, flag in ((date(1899, 12, 30), False), (date(1904, 1, 1), True)):
        serial = (day - first).days
        if serial > 2100:  # below, a number is rather a year
            found, notes = parse_date(float(serial), date1904=flag)
            assert found == day and notes[0][0] == "date-serial"


@pytest.mark.parametrize("text", ["2021-02-30", "2021年13月1日", "明年", "2021-1"])
def test_no_day_is_invented(text):
    day, notes = parse_date(text)
    assert day is None and notes


def test_a_date_may_be_a_time_too():
    assert parse_date("2021-12-31 00:00:00")[0] == date(2021, 1, 1) + timedelta(days=364)


WORDS = {
    "国家级": ["国家级"],
    "省级": ["省级", "自治区级"],
    "市级": ["市级", "地州市级", "设区市级", "市（州）级", "地州\n市级"],
    "县级": ["县级", "县(市、区)级", "县市区级", "区级"],
    "乡级": ["乡级", "镇(乡、街道)级", "乡镇级", "镇级"],
    "村级": ["村级", "村(社区)级", "社区级"],
}


@given(st.data(), st.lists(st.sampled_from(LEVELS), min_size=1, unique=True), st.sampled_from("、,，/；\n"))
def test_levels(data, levels, mark):
    text = mark.join(data.draw(st.sampled_from(WORDS[level])) for level in levels)
    assert parse_levels(text)[0] == [level for level in LEVELS if level in levels]


def test_levels_in_prose():
    assert parse_levels("地州市级。负责行政区域内企业的审批，指导县级工作")[0] == ["市级"]
    assert parse_levels("村级负责受理、乡级负责办结")[0] == ["乡级", "村级"]
    levels, _, notes = parse_levels("负责本级的审批，指导县级开展工作")
    assert levels == [] and notes[0][0] == "level-unknown"


def test_levels_in_names():
    assert levels_in_name("企业投资项目备案（技术改造）（市级/县级）") == ["市级", "县级"]
    assert levels_in_name("对县级以上单位的检查（县级以上）") == []


@given(st.text(max_size=40))
def test_nothing_makes_a_parser_fail(text):
    parse_limit(text), parse_date(text), parse_levels(text), levels_in_name(text), parse_code(text), header_unit(text)


@given(st.text(alphabet="企业投资（）()，, 备案1２\n、", min_size=1, max_size=20))
def test_a_standard_name_stays_as_it_is(text):
    text = f"对{text}"  # a list number is taken off once only, so none may begin the text
    name = standard_name(text)
    assert "\n" not in name and standard_name(name) == name and name_key(name) == name_key(text)


@given(st.text(alphabet=USCC_ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(USCC_ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_always_found(body, place, letter):
    code = body + str(uscc_check_digit(body))
    assert valid_uscc(code) and valid_uscc(code.lower())
    if code[place] != letter:
        assert not valid_uscc(code[:place] + letter + code[place + 1 :])


def test_codes_of_the_standards():
    assert valid_uscc("91350100M000100Y43")  # the example of GB 32100-2015
    assert valid_old_code("D2143569-X") and not valid_old_code("D21435691")  # the example of GB 11714-1997


def test_code_schemes():
    body = "11990101MB0000000"
    organ = body + str(uscc_check_digit(body))
    whole = parse_code(f"{organ}3990118009000")
    assert (whole.scheme, whole.parts["基本编码"], whole.faults) == ("国家实施编码", "990118009000", ())
    dashed = parse_code(f"991A0152300000-990102000000-000-{organ}-1-00")
    assert (dashed.scheme, dashed.parts["实施主体"], dashed.faults) == ("省级分段实施编码", organ, ())
    assert parse_code("99052400MZ-XK-0001").scheme == "甘肃自编码"


@pytest.mark.parametrize(
    "organ", ["1199010100000000", "2222222222222", "083372205", "11990101MB000000I0", "TE9916020105116050"]
)
def test_a_malformed_organisation_part_is_a_fault(organ):
    assert parse_code(f"991A0152300000-990102000000-000-{organ}-1-00").faults


def test_missing_and_extra_segments_are_faults():
    assert parse_code("E-000021-001-1111111111111111").faults
    assert parse_code("991A0152300000-990102000000-000-00877868-5-1-00").faults
