"""Twenty people at one server: each reads and acts as fast as the answers come, and every acknowledged act is counted."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from site_runner import Person, Site

READS = {  # what each account looks at
    "reform": ("/", "/jobs/"),
    "second": ("/", "/jobs/"),
    "clerk": ("/", "/jobs/"),
    "town": ("/", "/jobs/"),
    "auditor": ("/", "/jobs/", "/audit/", "/audit/?page=2&sort=-number"),
    "log": ("/audit/", "/accounts/", "/audit/?act=导入"),
    "system": ("/accounts/", "/accounts/?sort=-at", "/jobs/"),
}
OPTIONAL = {  # screens that a server may have: read where they answer
    "reform": ("/catalogue/", "/catalogue/?page=2", "/decisions/", "/rules/", "/grants/", "/publish/", "/indicators/"),
    "clerk": ("/catalogue/", "/imports/"),
    "auditor": ("/catalogue/", "/decisions/", "/rules/"),
}


@dataclass
class Seen:
    """Seconds of every read and write, what went wrong, and the names of the accounts that were acknowledged."""

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


def crowd(site: Site, people: int, seconds: float) -> Seen:
    """So many people for so many seconds; every third of them writes now and then."""
    seen = Seen()
    names = sorted(READS)
    signed = [(names[n % len(names)], site.fresh(names[n % len(names)])) for n in range(people)]
    paths = {name: [*READS[name], *_there(site, name)] for name in names}
    until = time.monotonic() + seconds
    threads = [
        threading.Thread(target=_live, args=(seen, person, name, paths[name], number, until))
        for number, (name, person) in enumerate(signed)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def _there(site: Site, name: str) -> list[str]:
    return [path for path in OPTIONAL.get(name, ()) if site.person(name).get(path).status == 200]


def _live(seen: Seen, person: Person, name: str, paths: list[str], number: int, until: float) -> None:
    dice, turn = random.Random(number), 0
    while time.monotonic() < until:
        turn += 1
        try:
            if name == "system" and turn % 4 == 0:
                _create(seen, person, f"p{number}x{turn}")
            else:
                began = time.perf_counter()
                answer = person.get(dice.choice(paths))
                seen.reads.append(time.perf_counter() - began)
                if answer.status != 200:
                    seen.errors.append(f"{name}: {answer.status}")
        except OSError as error:
            seen.errors.append(f"{name}: {error!r}")
        time.sleep(dice.uniform(0.2, 0.8))  # a person looks at what came


def _create(seen: Seen, person: Person, username: str) -> None:
    """An account is made: one short act with its line in the log."""
    form = {"username": username, "name": "多人试验", "unit": "", "roles": ["审改办"], "why": "多人同时使用的试验"}
    page = person.get("/accounts/new/").text
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    began = time.perf_counter()
    answer = person.post("/accounts/new/", {**form, "csrfmiddlewaretoken": token}, token=False)
    seen.writes.append(time.perf_counter() - began)
    if answer.status != 302 and "welcome" not in answer.text:
        seen.errors.append(f"create: {answer.status}")
    else:
        seen.made.append(username)


def lost(home: Path, made: list[str]) -> list[str]:
    """Acknowledged accounts that are not in the store or not in its log exactly once."""
    with closing(sqlite3.connect(home / "store.sqlite3")) as store:
        (table,) = store.execute("SELECT name FROM sqlite_master WHERE name LIKE 'web_account'").fetchone()
        there = {name for (name,) in store.execute(f"SELECT username FROM {table}")}
        logged = [d for (d,) in store.execute("SELECT detail FROM app_auditentry WHERE act = '建账号'")]
    told = [sum(f"（{name}）" in detail for detail in logged) for name in made]
    return [name for name, times in zip(made, told, strict=True) if name not in there or times != 1]
