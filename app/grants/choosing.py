"""From ideas that people chose to a batch in the register: the draft workbook, taken in like any other."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from app.grants import drafting
from app.grants.drafting import Idea
from app.grants.register import records_of
from app.incoming import intake
from app.office import Office
from catalogue.finding import UserError
from catalogue.names import name_key


def batches(office: Office) -> list[str]:
    """The batches of the register, in the order in which they came."""
    return list(dict.fromkeys(str(r.facts.get("批次") or "") for r in records_of(office) if r.kind == "赋权"))


def put_in(office: Office, ideas: Sequence[Idea], batch: str, by: str, why: str, day: date) -> int:
    """Keep the chosen ideas as a new batch 拟下放; the number of its import, by which it can be undone.

    Raises `UserError` where nothing was chosen, the batch exists, or the draft is not read without a fault.
    """
    if not ideas:
        raise UserError("批次", "一项也没有选", "请在拟议里勾选要放进这一批的")
    if not batch.strip():
        raise UserError("批次", "没有写名称", "请写批次名称，例如“第四批（镇街）”")
    if _taken(batch, batches(office)):
        raise UserError("批次", f"已经有“{batch.strip()}”", "请换一个名称；往已有的批次里加，请改赋权目录再导入")
    data = drafting.draft_workbook(office, ideas, batch.strip(), by, why.strip(), day)
    with tempfile.TemporaryDirectory(prefix="quanmu-") as folder:
        path = Path(folder) / f"拟下放-{day.isoformat()}-{batch.strip().replace('/', '／')}.xlsx"
        path.write_bytes(data)
        [taken] = intake.read(office, [path], intake.How(commit=True, whole=True))
    if taken.number is None or not taken.committed:
        said = "；".join(dict.fromkeys(one.message for one in taken.result.issues)) or taken.result.outcome
        raise UserError("批次", f"草案没有入库（{said}）", "请按提示改好，或下载草案改好后导入")
    return taken.number


def _taken(batch: str, known: Iterable[str]) -> bool:
    return name_key(batch) in {name_key(one) for one in known}
