"""Random rule books and random facts, hostile values among them; every rule gets examples from the reference."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from pathlib import Path

import yaml
from reference import NO, YES, Reference

from catalogue.finding import FormError
from rules.opening.loader import load_book

DAY, EARLY, LATE = date(2021, 12, 31), date(2020, 6, 1), date(2022, 1, 1)
WORDS = [
    "镇", "街道", "县", "村社区", "10", "9", "2026", "2026!", "true", "是", "NaN", "1e16", "-0", "$and", "k", "r0", "{x}",
    "a'\"\\", "<5", "😀", "é", "[一-龥]+", ".*", "长" * 70000, "长" * 70000 + "!", "null", "0", "否",
]  # fmt: skip
PLAIN = [word for word in WORDS if word[0] not in "<{=" and len(word) < 100]
NUMBERS = ["0", "-1", "1", "5", "10", "9", "100", "999999999999999", "999999999999998", "-999999999999999"]
DECIMALS = [*NUMBERS, "0.1", "0.3", "0.300001", "5.0", "-0.000001"]
DAYS = [str(DAY + timedelta(days=n)) for n in (-4000, -365, -1, 0, 1, 365)]
FIELDS = {
    "文一": "文本", "文二": "文本", "选一": "单选", "选二": "单选", "是一": "是否", "整一": "整数", "整二": "整数",
    "小一": "小数", "日一": "日期", "日二": "日期", "多一": "多选", "多二": "多值文本",
}  # fmt: skip
CHOICES = ["甲", "乙", "丙", "丁", "5", "镇", "街道", "县"]
QUESTIONS = {"首问": ["镇", "县", "省"], "次问": ["可", "不可"], "末问": ["一", "二", "三"]}
KINDS = {"首问": ["物", "件"], "次问": ["物", "件"], "末问": ["物"]}


def raw_value(rng: random.Random, name: str):
    """A raw value of a field, as JSON lines could hold it."""
    match FIELDS[name]:
        case "文本":
            return rng.choice(WORDS)
        case "单选":
            return rng.choice(CHOICES)
        case "是否":
            return rng.choice(["是", "否"])
        case "整数":
            return rng.choice([int, str])(rng.choice(NUMBERS))
        case "小数":
            return rng.choice(DECIMALS)
        case "日期":
            return rng.choice(DAYS)
        case "多选":
            return rng.sample(CHOICES, rng.randint(1, 3))
        case _:
            return rng.sample(WORDS, rng.randint(1, 3))


def raw_facts(rng: random.Random, known: float) -> dict:
    return {name: raw_value(rng, name) for name in FIELDS if rng.random() < known}


def raw_comparison(rng: random.Random, kind: str) -> str:
    """A comparison of numbers or days with a constant, a parameter or another field."""
    sign = rng.choice(["<", "<=", ">", ">=", "=", "!="])
    if kind == "日期":
        other = rng.choice(["{日一}", "{日二}", "{判定日}", "{日参}"])
        return f"{sign} {rng.choice(DAYS) if rng.random() < 0.5 else other}"
    other = rng.choice(["{整一}", "{整二}", "{小一}", "{数参}", "{空参}"])
    return f"{sign} {rng.choice(NUMBERS) if rng.random() < 0.6 else other}"


def raw_condition(rng: random.Random, name: str):
    """A random condition on a field, in every way the language has."""
    kind = FIELDS[name]
    values = PLAIN if kind in ("文本", "多值文本") else CHOICES
    if rng.random() < 0.05:
        return {"已知": rng.choice("是否")}
    if kind in ("整数", "小数", "日期") and rng.random() < 0.15:  # a range, empty ones among them
        low, high = (raw_comparison(rng, kind) for _ in range(2))
        return f"{low} 且 {high}"
    if kind in ("整数", "小数", "日期"):
        return raw_comparison(rng, kind)
    if kind == "是否":
        return rng.choice("是否")
    roll = rng.random()
    if roll < 0.25:
        return rng.choice(values)
    if roll < 0.5:
        return rng.sample([*WORDS, *WORDS] if kind in ("文本", "多值文本") else CHOICES, rng.randint(1, 3))
    if roll < 0.65:
        return {"非": rng.sample(values, rng.randint(1, 3))}
    if roll < 0.75:
        return {"包含": rng.sample(PLAIN, rng.randint(1, 2))}
    if roll < 0.9:
        return {rng.choice(["在清单", "不在清单"]): rng.choice(["今单", "旧单"])}
    if rng.random() < 0.7:
        return rng.choice(["= {文一}", "!= {文二}", "{选一}", "= {多一}", "!= {多二}"])
    return "!= " + rng.choice(values)


# rows of a list with columns; 甲 and 镇 stand in several, some are not yet or no longer in force
TABLE = """类,项,多,施行,废止,来源
甲,镇,甲,2000-01-01,,一
甲,县,乙,2000-01-01,,一
乙,镇,丙,2000-01-01,,二
丙,10,丁,2021-12-31,,三
丁,true,5,2000-01-01,2021-12-31,一
5,街 道,甲,2022-01-01,,四
"""


def raw_row(rng: random.Random):
    """A condition on a row of a list with columns, or two of them."""
    fields = {"项": ["文一", "文二", "多二"], "类": ["选一", "选二", "多一"], "多": ["选二", "多一"]}
    names = rng.sample(list(fields), rng.randint(1, len(fields)))
    one = {"清单": "列单", "列": {name: rng.choice(fields[name]) for name in names}}
    return [one, {"清单": "列单", "列": {"项": "文一"}}] if rng.random() < 0.2 else one


def write_book(folder: Path, rng: random.Random, count: int, *, knowing: bool = True) -> Reference:
    """A book of `count` proofread random rules. `knowing=False` leaves out 已知 (which no withheld fact may meet)."""
    (folder / "rules").mkdir(parents=True)
    (folder / "lists").mkdir()
    fields = [
        {"名称": name, "键": f"f{n}", "类型": kind, **({"取值": CHOICES} if kind in ("单选", "多选") else {})}
        for n, (name, kind) in enumerate(FIELDS.items())
    ]
    kinds = [{"名称": n, "键": k, "主键": ["文一"], "称呼": "文一"} for n, k in (("物", "thing"), ("件", "piece"))]
    _dump(folder / "fields.yaml", {"记录类别": kinds, "字段": fields})
    questions = [{"名称": n, "对象": KINDS[n], "答案": a, "可并列": "是"} for n, a in QUESTIONS.items()]
    _dump(folder / "questions.yaml", questions)
    _dump(folder / "texts.yaml", [{"文件": "示例法", "施行": "2000-01-01", "条数": "99"}])
    _dump(
        folder / "parameters.yaml",
        [
            {"参数": "数参", "值": "5", "施行": "2000-01-01", "废止": "2021-01-01"},
            {"参数": "数参", "值": "9.5", "施行": "2021-01-01"},
            {"参数": "空参", "值": "1", "施行": "2000-01-01", "废止": "2021-12-31"},
            {"参数": "日参", "值": "2021-12-31", "施行": "2000-01-01"},
        ],
    )
    (folder / "lists" / "今单.csv").write_text(
        "项,施行,废止,来源\n镇,2000-01-01,,甲\n甲,2021-01-01,2021-12-31,甲\n街 道,2021-12-31,,乙\n5,2022-01-01,,乙\n",
        encoding="utf-8",
    )
    (folder / "lists" / "列单.csv").write_text(TABLE, encoding="utf-8")
    (folder / "lists" / "旧单.csv").write_text("项,施行,废止,来源\n县,2000-01-01,2021-01-01,甲\n", encoding="utf-8")
    _dump(folder / "rules" / "a.yaml", [])
    judge = Reference(folder)
    rules: list[dict] = []
    while len(rules) < count:
        rule = _rule(rng, len(rules), judge, knowing)
        if rule:
            rules.append(rule)
    rng.shuffle(rules)
    (folder / "rules" / "a.yaml").unlink()
    while True:  # rules written at random say idle or contrary things together; those the proofreader names go
        for start in range(0, count, 40):
            _dump(folder / "rules" / f"{start:03}.yaml", rules[start : start + 40])
        try:
            load_book(folder)
        except FormError as error:
            idle = {re.search("（(R[0-9]+)）", fault.place)[1] for fault in error.faults if IDLE.search(fault.what)}
            assert idle, error
            rules = [_without(rule, idle) for rule in rules if rule["编号"] not in idle]
        else:
            return Reference(folder)


IDLE = re.compile("总是冲突|起不了作用|永远不会适用")


def _without(rule: dict, idle: set[str]) -> dict:
    return {**rule, "例外于": [name for name in rule["例外于"] if name not in idle]} if "例外于" in rule else rule


def _rule(rng: random.Random, number: int, judge: Reference, knowing: bool) -> dict | None:
    names = rng.sample(list(FIELDS), rng.randint(1, 4))
    conditions = {name: raw_condition(rng, name) for name in names}
    if rng.random() < 0.15:
        conditions[rng.choice(["在清单", "不在清单"])] = raw_row(rng)
    if not knowing and any(isinstance(c, dict) and "已知" in c for c in conditions.values()):
        return None
    asked = rng.choice(["首问", "首问", "次问", "末问"])
    answered = {asked: _any_answer(rng, asked)}
    if asked == "次问" and rng.random() < 0.3:  # put to 件, only the first of the two is asked
        answered["末问"] = _any_answer(rng, "末问")
    if asked != "首问" and rng.random() < 0.5:
        conditions["首问"] = rng.choice(["镇", ["县", "省"], {"非": ["省"]}, "镇+县", {"包含": "县"}])
    rule = {
        "编号": f"R{number:03}",
        "名称": f"第{number}条",
        "对象": rng.choice([["物"], "物", ["件", "物"], *([] if "末问" in answered else ["件"])]),
        "组": f"组{number // 10}",
        "依据": [{"文件": "示例法", "条": "第九条", "要点": "要点"}],
        "施行": rng.choice(["2000-01-01", "2000-01-01", "2021-12-31", "2022-01-01"]),
        "条件": conditions,
        "结论": answered,
    }
    if rng.random() < 0.15 and rule["施行"] < "2021":
        rule["废止"] = rng.choice(["2021-12-31", "2022-06-01"])
    if rng.random() < 0.05:
        rule["待核"] = "是"
    earlier = [f"R{n:03}" for n in range(number)] + [f"组{n}" for n in range(number // 10)]
    if earlier and rng.random() < 0.4:
        rule["例外于"] = rng.sample(earlier, min(len(earlier), rng.randint(1, 2)))
    found = {}
    day = rng.choice([DAY, DAY, EARLY])  # on the early day another list and another parameter have values
    for _ in range(300):
        facts = {**raw_facts(rng, 1.0), "首问": rng.choice([["镇"], ["县"], ["省"], ["镇", "县"], ["镇+县"]])}
        found.setdefault(judge.rule(rule, facts, day), facts)
    if YES not in found or NO not in found:
        return None
    rule["适用"], rule["不适用"] = ([_example(found[key], conditions, day)] for key in (YES, NO))
    return rule


def _example(facts: dict, conditions: dict, day: date) -> dict:
    used = {*conditions, *(name for c in conditions.values() for name in FIELDS if name in str(c))}
    shown = {name: value for name, value in facts.items() if name in used}
    return {**{n: v if isinstance(v, list) else str(v) for n, v in shown.items()}, "判定日": str(day)}


def _any_answer(rng: random.Random, question: str):
    answers = QUESTIONS[question]
    if rng.random() < 0.1:
        return {rng.choice(["任一", "共同"]): rng.sample(answers, 2)}
    return rng.choice(answers)


def _dump(path: Path, content) -> None:
    yaml.add_representer(list, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v), Dumper=NoAlias)
    path.write_text(yaml.dump(content, Dumper=NoAlias, allow_unicode=True, sort_keys=False), encoding="utf-8")


class NoAlias(yaml.SafeDumper):
    """Writes everything out: the reader refuses anchors."""

    def ignore_aliases(self, data) -> bool:
        return True
