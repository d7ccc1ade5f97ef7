"""What a hand slips to in a YAML file - spaces, colons, quotation marks - told to its author in plain words."""

from __future__ import annotations

import re

PROBLEMS = {  # what libyaml says, for its reader
    "found unexpected end of stream": "文件到底了，前面有引号或括号没有配对",
    "mapping values are not allowed in this context": "这里不该有冒号，或者缩进不对、这个值要加引号",
    "mapping values are not allowed here": "这里不该有冒号，或者缩进不对、这个值要加引号",
    "found a tab character that violates indentation": "缩进用了制表符",
    "found a tab character where an indentation space is expected": "缩进用了制表符",
    "did not find expected key": "这里应是“键: 值”，缩进或引号不对",
    "did not find expected '-' indicator": "每条应以“- ”开头，或者缩进不一致",
    "did not find expected ',' or '}'": "花括号里少了逗号，或者没有右括号",
    "did not find expected ',' or ']'": "方括号里少了逗号，或者没有右括号",
    "did not find expected node content": "这里少了内容，或者多了逗号",
    "could not find expected ':'": "这一行少了冒号，或者冒号后面没有空格",
    "found character that cannot start any token": "有不能开头的符号",
    "block sequence entries are not allowed in this context": "“- ”的位置不对",
    "block sequence entries are not allowed here": "“- ”的位置不对",
    "found undefined tag handle": "叹号开头的文字要加引号",
    "did not find expected whitespace or line break": "叹号开头的文字要加引号",
    "found unknown escape character": "双引号里有反斜杠",
    "did not find expected alphabetic or numeric character": "星号或 & 开头的文字要加引号",
    "did not find expected <document start>": "前面的内容已经结束，这一行接不上",
    "did not find expected comment or line break": "| 或 > 开头的文字要加引号",
}
_TAB = "请把制表符（Tab 键）改成空格"
_WIDE_SPACE = (r"^ *[\u3000\u00a0]", "这一行开头的空格是全角的，或者是从网页抄来的，请删掉后用空格键重打")
_WIDE_COLON = "请把全角冒号“：”改成半角冒号加一个空格“: ”"
_CERTAIN = ((r"^ *\t", _TAB), _WIDE_SPACE, (r"^ *(- +)?\w{1,8}：", _WIDE_COLON))  # slips wherever they stand
_SHAPE = (  # what a line looks like, and what to do; the first that fits
    (r"^[^\"']*\t", _TAB),
    _WIDE_SPACE,
    (
        r"^\s*([—–−－•·●*]+|[(（]?[0-9０-９一二三四五六七八九十]+[.．、)）]+)(?=\s*\S+[:：])",
        "每条请以半角减号加一个空格“- ”开头，不编序号",
    ),
    (r"^ +- +(编号|参数|文件|标识)[:：]", "每条的“- ”请从行首写起，前面不留空格"),
    (r"^\s*-[^\s-]", "请在“-”后面空一格"),
    (r"^[^:\"']*：", _WIDE_COLON),
    (r"^\s*(- )?[^\s:：\"'{\[]+:[^ \t]", "请在冒号后面加一个空格"),
    (r"^\s*(- )?[^\s:：\"'{\[#=＝→<>]+\s*[=＝→][^:：]*$", "请把等号改成半角冒号加一个空格“: ”"),
    (r"^ *(条件|结论): +[^\s{\[\"'#｛［【][^:]*: ", "后面的几项要用花括号括起来，例如 结论: {问题: 答案}"),
    (
        r"^ *(适用|不适用|无法判定|依据): +[^\s{\[\"'#｛［【][^:]*: ",
        "后面的几项要括起来，例如 适用: [{字段: 值, 字段: 值}]",
    ),
)
_VALUES = (  # what its value looks like
    (r"[:\[,{]\s*[“‘]", '请把中文引号“”改成半角引号 " "'),
    (r"[｛｝［］【】]", "请把全角括号改成半角括号"),
    (
        r"[{,]\s*[^\s:,{}\"']+: [^,{}\[\]\"']*，\s*[^\s:,{}\"']+: ",
        "各项之间请用半角逗号加一个空格“, ”，不用“，”；冒号是值里的话的，请改成全角冒号",
    ),
    (r"[{,]\s*[^\s:,{}\"']+: [^:{}\"']*[；;]\s*[^\s:,{}\"']+: ", "各项之间请用半角逗号加一个空格“, ”，不用分号"),
    (
        r"[{,]\s*[^\s:,{}\"']+: [^\s:,{}\[\]\"']+ +[^\s:,{}\[\]\"']+: ",
        "两项之间少了逗号的，请补上“, ”；值里又有冒号和空格的，请给整个值加半角引号",
    ),
    (r":\s+[<>]", '比较要整个加半角引号，例如 ">= 200"'),
    (r":\s+[@%`&*!|]", "符号开头的值，请整个加半角引号"),
    (r':\s*"[^"]*"\s*[^\s,}\]#]', "半角引号要括住整个值；只想引一个词的，请用中文引号“”"),
    (r"[{,]\s*[^\s:,{}\"']+: [^,{}\[\]\"']*: ", "值里又有冒号和空格，请给整个值加半角引号，或者把里面的改成全角冒号"),
)
ENTRY_KEYS = ("编号", "参数", "文件", "标识", "名称")  # one of these begins an entry
_GENERAL = "请检查这一行和上一行的缩进、冒号、逗号、括号和引号"
_KEYED = re.compile(r"( *)(- +)?[^\s#:-][^:]*:(\s|$)")
_ENTRY = re.compile(r"""- *\{?\s*(?:编号|参数|文件|标识|名称)\s*[:：]\s*["']?(\w[^,，}\s#"']*)""")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u200b-\u200f\u2028-\u202e\u2060-\u2064\u206a-\u206f\ufeff]")
_SWALLOWED = re.compile(r"""^[^#"'\n]*[^\s#"'][ \t]+#(?=[^\s#])(.*)$""", re.MULTILINE)


def slip(lines: list[str], line: int) -> tuple[int, str]:
    """The line (from 0) that a slip stands on and what to do about it: the one that cannot be read, or where it shows no slip
    the one before it."""
    here = lines[line] if line < len(lines) else ""
    last = next((n for n in range(min(line, len(lines)) - 1, -1, -1) if lines[n].strip()), -1)
    before = lines[last] if last >= 0 else ""
    if told := _stray(here, line) or _of(here, _SHAPE + _VALUES):
        return line, told
    if told := _of(before, _SHAPE):
        return last, told
    return line, _indent(lines, line, last) or _brackets(here) or _stray(before, last) or _GENERAL


def further(lines: list[str], told: int) -> list[tuple[int, str]]:
    """Other lines (from 0) of an entry that would not be read either once the one that was told is put right."""
    return [(n, advice) for n, one in enumerate(lines) if n != told and (advice := _of(one, _CERTAIN))]


def _of(text: str, slips: tuple[tuple[str, str], ...]) -> str:
    said = text.partition(" # ")[0]  # no remark
    return next((advice for form, advice in slips if re.search(form, said)), "") if text[:1] != "#" else ""


def _indent(lines: list[str], line: int, last: int) -> str:
    """A key that does not stand under its neighbours."""
    found = _KEYED.match(lines[line]) if line < len(lines) else None
    start = next((n for n in range(line - 1, -1, -1) if lines[n].startswith("-")), None)
    if found is None or found[2] or start is None or lines[last].rstrip().endswith(":"):
        return ""
    first = len(lines[start]) - len(lines[start][1:].lstrip())
    used = {first} | {len(one) - len(one.lstrip()) for one in lines[start + 1 : line] if one.strip()}
    stands, above = len(found[1]), first if last == start else len(lines[last]) - len(lines[last].lstrip())
    if stands in used:
        return f"上一行开头空了 {above} 格，这一行空了 {stands} 格：同一层的各行请上下对齐" if stands > above else ""
    meant = min(used, key=lambda one: (abs(one - stands), abs(one - above)))
    return (
        f"这一行开头空了 {stands} 格，请改成空 {meant} 格，与{'同一条' if meant == first else '同一层'}的其他各行对齐"
    )


def _brackets(text: str) -> str:
    """Brackets of a line that do not match."""
    bare = re.sub(r"\"[^\"]*\"|'[^']*'| # .*", "", text)
    for begins, ends in ("{}", "[]"):
        more = bare.count(begins) - bare.count(ends)
        if more:
            return f"这一行{'少' if more > 0 else '多'}了一个“{ends}”，请{'补上' if more > 0 else '删去'}"
    return ""


def _stray(text: str, line: int) -> str:
    """A line of words outside all entries."""
    if (
        text.strip()
        and not re.search("[:：]", text.partition(" # ")[0])
        and text[0] not in " \t\u3000\u00a0-#{}[]—–−－•·●*"
    ):
        return f"第 {line + 1} 行不属于任何一条；只是说明的，请在行首加 # 和一个空格"
    return ""


def entry_at(lines: list[str], line: int) -> str:
    """What the entry is called that a line (from 0) stands in, as far as it can be told."""
    found = (_ENTRY.match(lines[n]) for n in range(min(line, len(lines) - 1), -1, -1) if lines[n].startswith("-"))
    one = next(found, None)
    return one[1] if one else ""


def unseen(text: str) -> tuple[int, str, str] | None:
    """The first line (from 0) with a sign that nobody sees; what is wrong, what to do."""
    found = _UNSEEN.search(text)
    line = text.count("\n", 0, found.start()) if found else 0
    return (line, "这一行有看不见的字符", "请删掉这一行，重新打一遍") if found else None


def swallowed(text: str) -> tuple[int, str, str] | None:
    """The first line (from 0) of which YAML would drop words as a remark though they are none: 第 #1 号."""
    found = _SWALLOWED.search(text) if " #" in text or "\t#" in text else None
    if found is None:
        return None
    what = f"“#”前面有空格，后面的“{found[1].strip()[:20]}”会被当作注释丢掉"
    return (text.count("\n", 0, found.start(1)), what, "请给整个值加半角引号；确是注释的，请在 # 后面空一格")
