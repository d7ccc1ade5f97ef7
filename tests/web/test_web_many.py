"""Many people at once over one SQLite file: no error, no lost write, the log whole. Longer and measured: bench/people.py."""

from __future__ import annotations

import os

from crowd import crowd, lost
from site_runner import Site

PEOPLE, SECONDS = (20, 60) if os.environ.get("QUANMU_SOAK") else (8, 4)


def test_many_at_once_lose_nothing(site: Site):
    seen = crowd(site, PEOPLE, SECONDS)
    assert seen.errors == []
    assert seen.reads and seen.made, "they did read and act"
    assert lost(site.home, seen.made) == []
    page = site.person("log").get("/audit/verify/")
    assert page.status == 200 and "没有被改动" in page.text
