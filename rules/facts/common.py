"""What the register and the legal texts add to a record's own facts; a fact that is given is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from catalogue.fields import FieldList
from catalogue.limits import Limit, bounds_in_working_days, exceeds
from catalogue.rulebook import LegalText, MatterArticle, RegisteredMatter
from rules.books import TODAY, Book
from rules.facts.first_review import FACT as FIRST_REVIEW
from rules.facts.first_review import first_review
from rules.facts.listings import listings
from rules.facts.stated import stated
from rules.named import Identified, in_force
from rules.truth import absent

NAMES = ("子项名称", "事项名称", "主项名称")  # the most particular name first
CODES = ("实施编码", "基本编码")
PERMIT = "行政许可"
WITHOUT_LEVEL = {"登记机关", "主管部门未分级", "经办机构", "垂直机构", "公用企业", "未写明"}
_TOLD = 20_000  # matters on days, of which is remembered what the register says
BLANK = {"", "-", "—", "－", "/", "无", "同上"}  # how a cell says that it says nothing


def enrich(book: Book, kind: str, facts: Mapping[str, Any], as_of: date) -> tuple[dict[str, Any], list[str]]:
    """The facts with what follows from them, and what disagrees (in words).

    Identity is exact; a matter that is not in force that day is none. Only fields that the kind carries are added.
    A fact that contradicts the register or the named circumstance is unknown until a person mends it: neither side
    is guessed to be right.
    """
    own = {name: value for name, value in facts.items() if value or not absent(value)}
    if str(own.get("适用情形", "")).strip() in BLANK:
        own.pop("适用情形", None)
    doubted: set[str] = set()
    issues: list[str] = []
    added: dict[str, Any] = {TODAY: as_of}
    found = _identify(book, own, as_of, issues)
    if found:
        added |= {**_of_the_matter(book, found.matter, as_of), **found.implied}
        said = _circumstance(book, found.matter, own, issues)
        for name in found.implied.keys() & said.keys():
            if found.implied[name] != said[name]:
                issues.append(f"名称和适用情形说的“{name}”不同，按未知处理")
                doubted.add(name)
        added |= said
        for name, implied in {**found.implied, **said}.items():
            if name in own and own[name] != implied:
                issues.append(
                    f"“{name}”写作“{_said(own[name])}”，而所写的情形是“{_said(implied)}”，互相矛盾，按未知处理"
                )
                doubted.add(name)
        given = own.get("事项类型")
        if given and found.matter.type and given != found.matter.type:
            issues.append(
                f"事项类型写作“{given}”，登记册中“{found.matter.name}”是“{found.matter.type}”，互相矛盾，按未知处理"
            )
            doubted.add("事项类型")
    finished, changed = own.get("办结日期"), own.get("调整施行日期")
    if finished and changed and finished < changed and own.get("调整方向", "无") != "无":
        issues.append("办结在调整施行之前，这一件没有遇上调整，“调整方向”应写“无”，互相矛盾，按未知处理")
        doubted.add("调整方向")
    if own.get("设定依据"):
        added |= _stated(book, str(own["设定依据"]), found.matter if found else None, as_of)
    if doubted:
        own, added = ({n: v for n, v in part.items() if n not in doubted} for part in (own, added))
    known = {**added, **own}
    if last := known.get("委托止"):
        added["委托期满"] = "是" if last < as_of else "否"
    if ends := known.get("废止日期"):
        added["已废止"] = "是" if ends <= as_of else "否"
    if begins := known.get("施行日期"):
        added["未到施行"] = "是" if begins > as_of else "否"
    if kind == "赋权" and known.get("赋权方式") == "直报" and FIRST_REVIEW not in known:
        added[FIRST_REVIEW] = first_review(book, known, as_of)
    added |= {**_limits(book, known, found.matter if found else None), **listings(book, known, as_of)}
    carried = _carried(book.fields, kind)
    return {**{n: v for n, v in added.items() if n in carried and (v or not absent(v))}, **own}, issues


@lru_cache(200)
def _carried(fields: FieldList, kind: str) -> frozenset[str]:
    return frozenset(name for name, field in fields.fields.items() if not field.kinds or kind in field.kinds)


def _identify(book: Book, facts: Mapping[str, Any], as_of: date, issues: list[str]) -> Identified | None:
    """By the given 事项 if it is registered, else by names (the most particular first; with its circumstance a name may mean
    another matter than alone: 公司登记, 股份有限公司), else by codes."""
    codes = [str(facts[name]) for name in CODES if name in facts]
    kind, words = str(facts.get("事项类型", "")), facts.get("适用情形")
    names = (str(facts[name]) for name in NAMES if name in facts)
    said = (one for name in names for one in ((f"{name}（{words}）", name) if words else (name,)))
    hits = (book.register.identify(one, day=as_of, kind=kind) for one in said)
    found = next((hit for hit in hits if hit), None) or book.register.identify("", codes, day=as_of)
    given = facts.get("事项")
    if not given:
        return found
    matter = book.register.under(str(given), as_of)
    if matter is None:
        issues.append(f"事项标识“{given}”不在登记册中")
        return None
    if not in_force(matter, as_of):
        issues.append(f"事项标识“{given}”在 {as_of} 不在施行期内")
        return None
    if found and found.matter.id != matter.id:
        issues.append(f"事项写作“{given}”，而名称或编码指向“{found.matter.id}”，以所写为准")
        return Identified(matter, {})
    return found or Identified(matter, {})


def of_another_day(book: Book, facts: Mapping[str, Any], as_of: date | None) -> RegisteredMatter | None:
    """The matter that a record's name means on other days than this, on which it means none; nothing where a name means
    one, or never did."""
    if as_of is None or facts.get("事项"):
        return None
    kind = str(facts.get("事项类型", ""))
    meant = (book.register.identify(str(facts[name]), kind=kind) for name in NAMES if facts.get(name))
    return next((hit.matter for hit in meant if hit and not in_force(hit.matter, as_of)), None)


_told: dict[tuple[str, str, date], dict[str, Any]] = {}


def _of_the_matter(book: Book, matter: RegisteredMatter, as_of: date) -> dict[str, Any]:
    """What the register says of a matter that day; a county writes each matter many times."""
    asked = book.digest, matter.id, as_of
    if asked not in _told:
        if len(_told) > _TOLD:
            _told.clear()
        _told[asked] = _looked_up(book, matter, as_of)
    return _told[asked]


_stated_before: dict[tuple[str, str, str, date], dict[str, list[str]]] = {}


def _stated(book: Book, words: str, matter: RegisteredMatter | None, as_of: date) -> dict[str, list[str]]:
    """What `stated` says; the rows of a matter cite alike."""
    asked = book.digest, words, matter.id if matter else "", as_of
    if asked not in _stated_before:
        if len(_stated_before) > _TOLD:
            _stated_before.clear()
        _stated_before[asked] = stated(words, book.texts, matter, as_of)
    return _stated_before[asked]


def _looked_up(book: Book, matter: RegisteredMatter, as_of: date) -> dict[str, Any]:
    articles = [article for article in matter.articles if article.in_force(as_of)]
    editions = {title: book.texts.get(title, ()) for title in dict.fromkeys(article.text for article in articles)}
    dead = [t for t, texts in editions.items() if texts and all(x.ends and x.ends <= as_of for x in texts)]
    if not articles and matter.articles and all(article.ends and article.ends <= as_of for article in matter.articles):
        last = max(article.ends for article in matter.articles if article.ends)  # the text went on, without the article
        dead = [f"{one.text} {one.article}" for one in matter.articles if one.ends == last]
    unread = matter.unread or any(text.unread for texts in editions.values() for text in on_the_day(texts, as_of))
    named = _levelled(articles, editions, as_of)
    return {
        "事项": matter.id,
        "事项类型": matter.type,
        "业务领域": matter.field,
        "事项特点": list(matter.traits) or ["无"],  # known to have none is not the same as unknown
        "法条": list(dict.fromkeys(f"{text} {article}" for text, article, _ in named)),
        "法条主体": list(dict.fromkeys(organ for _, _, organ in named)),
        "法条失效": dead,
        "法条核对": "失效" if dead else "待核" if unread or not articles else "已读",
    }


def on_the_day(texts: Sequence[LegalText], day: date) -> list[LegalText]:
    """The edition in force that day; where dates are not known or the day lies outside, all of them."""
    return [text for text in texts if text.in_force(day)] or list(texts)


def _levelled(
    articles: Sequence[MatterArticle], editions: Mapping[str, Sequence[LegalText]], day: date
) -> list[tuple[str, str, str]]:
    """(text, article, organ) of a matter's articles. Where none of them names a level, the article of the same text
    that says whom its plain words mean (分级) is read with them."""
    named = [(article.text, article.article, article.organ) for article in articles]
    if not {organ for _, _, organ in named} <= WITHOUT_LEVEL:
        return named
    out = []
    for text, article, organ in named:
        level = next((t.level for t in on_the_day(editions[text], day) if t.level and organ in t.level.meant), None)
        out.append((text, article, level.organ if level else organ))
        if level:
            out.append((text, level.article, level.organ))
    return out


def _circumstance(
    book: Book, matter: RegisteredMatter, facts: Mapping[str, Any], issues: list[str]
) -> Mapping[str, Any]:
    words = facts.get("适用情形")
    if not words:
        return {}
    implied = book.register.circumstance(matter, str(words))
    if implied is None:
        if matter.implied:
            issues.append(f"适用情形“{words}”不是登记册中“{matter.name}”的情形，没有带出事实")
        return {}
    return implied


def _limits(book: Book, facts: Mapping[str, Any], matter: RegisteredMatter | None) -> dict[str, Any]:
    """Limits brought to comparison; the statutory one is the row's, or else the register's."""
    out: dict[str, Any] = {}
    permit = facts.get("事项类型") == PERMIT
    promised, legal = facts.get("承诺办结时限"), facts.get("法定办结时限")
    field = book.fields.fields.get("法定办结时限")
    if legal is None and matter and matter.legal_limit and field:
        legal = field.typed(matter.legal_limit)
    if isinstance(legal, Limit) and (bounds := bounds_in_working_days(legal, permit=permit)):
        out["法定工作日上限"] = bounds[1]
    if isinstance(promised, Limit):
        out["当场办结"] = "是" if promised.unit == "即办" else "否"
        # 行政许可法第四十二条 gives every permit a limit; where none is listed it is not known, not absent
        none = None if permit else False
        longer = exceeds(promised, legal, permit=permit) if isinstance(legal, Limit) else none
        if longer is not None:
            out["承诺超法定"] = "是" if longer else "否"
    return out


def _said(value: Any) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)
