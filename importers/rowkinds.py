"""Tells the rows of a table apart that are no matters: sections, notes, signatures, subtotals, column numbers."""

from __future__ import annotations

import re

from catalogue.names import clean, tight

_HAN = "一二三四五六七八九十百"
_SECTION = (
    (0, re.compile(rf"第[{_HAN}\d]+(?:部分|章|类|节|编)")),
    (1, re.compile(rf"[{_HAN}]{{1,3}}[、.．:：]")),
    (2, re.compile(rf"[（(][{_HAN}]{{1,3}}[)）]")),
    (3, re.compile(r".*[（(]共?计?\s*\d+\s*[项个条大类][)）]\s*$")),
)
_COUNT = re.compile(r"[（(]\s*共?计?\s*(\d{1,5})\s*项\s*[)）]")
_NOTE = re.compile(
    r"(?:备注|附?注|说明|附注|填[表报](?:说明|人|单位|日期|时间)|联系(?:人|电话|方式)|审核人?|复核人?|制表人?|负责人|经办人|单位负责人|分管领导|"
    r"附件|附表|注释|签字|签章|盖章|报送(?:单位|日期|时间)|日期)[\s\d一二三四五]*[：:（(].*"
    r"|(?:备注|注|说明|附注)\s*[：:].*|[（(]?(?:此页无正文|以下空白|以下无正文)[)）]?.*|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
    r"|[（(](?:盖章|公章|签章)[)）].*|[—\-\s]*第?\s*\d+\s*页.*",
    re.DOTALL,
)
_FOOTER = re.compile(  # whose words vary before the label: 大厅联系人：…, 监督电话：…, 制表单位：…
    r"(?:[^\s：:、，。；（）()\d]{0,10}(?:联系人|负责人|经办人|电话|手机|传真|邮箱|邮编|地址|网址)"
    r"|(?:制表|编制|填表|填报|报送|审核|复核|审定|校对|印发)(?:单位|部门|机关|科室|人员?|者|领导|意见|说明|日期|时间)?)"
    r"\s*(?:[（(][^（）()]{1,10}[)）])?\s*[：:].*",
    re.DOTALL,
)
_BRACKETED = re.compile(r"[（(]((?:备注|附?注|说明)[：:].*)[)）]", re.DOTALL)  # （注：上一项由市里委托）
_LABEL = re.compile(r".{1,14}[：:]")
_TOTAL = re.compile(
    r".{0,8}(?:合|小|总)计|(?:合|小|总|共)计(?:$|[：:（(\d].*|\d*项.*)|总数.{0,8}|累计.{0,8}|[本全]表?共.{0,12}项.{0,6}|共\d+项.{0,6}"
)


def squeeze(text: str) -> str:
    """The text with NFKC letters and without any space."""
    return tight(text)


def section_level(text: str) -> int | None:
    """The depth of a section heading (0 highest), or None if the text is none."""
    tight = squeeze(text)
    if len(tight) > 80:
        return None
    return next((level for level, pattern in _SECTION if pattern.match(tight)), None)


def stated_count(text: str) -> int | None:
    """The number of matters a heading states: 一、行政许可（18项） gives 18."""
    found = _COUNT.findall(clean(text))
    return int(found[-1]) if len(found) == 1 else None


def is_note(text: str) -> bool:
    """A remark, signature, date or contact line."""
    plain = clean(text).strip()
    if inside := _BRACKETED.fullmatch(plain):
        plain = inside[1]
    return bool(_NOTE.fullmatch(plain) or _FOOTER.fullmatch(plain))


def are_notes(texts: list[str]) -> bool:
    """Whether a row's texts are notes only; a bare label (联系电话：) takes the text beside it along."""
    beside = ["", *texts[:-1]]
    return all(
        is_note(text) or is_note(left) and bool(_LABEL.fullmatch(clean(left).strip()))
        for left, text in zip(beside, texts, strict=True)
    )


def is_total(text: str) -> bool:
    """A subtotal or total line."""
    return bool(_TOTAL.fullmatch(squeeze(text)))


def are_column_numbers(texts: list[str]) -> bool:
    """A row 1 2 3 4 … (or （1） （2） …, 甲 乙 1 2) under the header."""
    digits = [re.sub(r"[（()）]", "", squeeze(text)) for text in texts]
    numbers = [int(d) for d in digits if d.isdigit()]
    rest = [d for d in digits if not d.isdigit()]
    return (
        len(numbers) >= 3
        and all(d in "甲乙丙丁戊" for d in rest)
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
