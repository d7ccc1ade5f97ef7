"""The search index as a script file, so that it also opens from a USB stick: text only, never markup."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from catalogue.edition import Edition, PublicMatter
from exporters.lists import safe_name
from exporters.sheet import ordered
from exporters.web.listing import Listing

SKIP = "不参与查找的词"  # its entry in synonyms.yaml: 办, 怎么, …


def index_js(edition: Edition, pages: Iterable[Listing], synonyms: dict[str, list[str]]) -> bytes:
    """``search-index.js``: departments and types once, then one row a matter, then towns and windows, then synonyms.

    A row is [file name of the guide, name, number of department, number of type, other words, codes of its items].
    """
    departments = ordered([matter.department for matter in edition.matters])
    types = ordered([matter.type for matter in edition.matters])
    place = {name: number for number, name in enumerate(departments)}
    kind = {name: number for number, name in enumerate(types)}
    data: dict[str, Any] = {
        "departments": departments,
        "types": types,
        "rows": [
            [safe_name(m.id), m.name, place[m.department], kind[m.type], _words(m), [i.code for i in m.items if i.code]]
            for m in edition.matters
        ],
        "pages": [[page.path, page.title, page.door] for page in pages],
        "near": near(synonyms),
        "skip": synonyms.get(SKIP, []),
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f"window.QUANMU={text};\n".encode()


def near(synonyms: dict[str, list[str]]) -> dict[str, list[str]]:
    """Both ways: an office may write 医保 in its catalogue where another writes 医疗保障."""
    found: dict[str, dict[str, None]] = {}
    for word, others in synonyms.items():
        if word == SKIP:
            continue
        for other in others:
            if other != word:
                found.setdefault(word, {})[other] = None
                found.setdefault(other, {})[word] = None
    return {word: list(others) for word, others in found.items()}


def _words(matter: PublicMatter) -> str:
    """What else a matter is called: its field, its main matter, its items where they say more than its name."""
    more = [matter.field, matter.parent, "" if matter.id.isalnum() and len(matter.id) == 10 else matter.id]
    more += [part.replace(matter.name, "") for item in matter.items for part in (item.name, item.situation)]
    return " ".join(dict.fromkeys(word.strip("（）() ") for word in more if word.strip("（）() ")))
