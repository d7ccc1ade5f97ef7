"""The button 装入示例县 on an empty store, over a few of the example's workbooks: ``first_example.py HOME EXAMPLE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from people import PASSWORD
from personal_pages import client, worked


def told(home: Path, example: Path) -> dict[str, object]:
    """What the job and the pages say."""
    from app.store import open_store

    open_store(home, "app.web.settings", create=True)
    from app.models import ImportedFile
    from app.web import accounts, firstrun
    from app.web.models import Job

    firstrun.EXAMPLE = example
    accounts.create_first("first", "首任", PASSWORD)
    worked()
    person = client("first")
    address = person.post("/setup/data/", {"example": "1"})["Location"]
    from app.web import jobs

    job = jobs.wait(Job.objects.get())
    again = person.post("/setup/data/", {"example": "1"}).content.decode()
    return {
        "address": address, "state": job.state, "said": job.message, "page": person.get(address).content.decode(),
        "imports": ImportedFile.objects.count(), "home": person.get("/").content.decode(), "again": again,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(told(Path(sys.argv[1]), Path(sys.argv[2]))))
