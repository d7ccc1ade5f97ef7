"""Facts of a grant (赋权): the row, one recipient of it, the instrument, the recipient's capacity, the cases on both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from catalogue.names import name_key
from catalogue.records import Record
from rules.facts.item import place_of
from rules.facts.subject import Subject, without_empty
from rules.facts.world import World

CAPACITY = ("印章已授", "账号已开", "培训已办", "持证人数")


PROVINCIAL = "省级赋权目录"  # the list's name in the office's own folder


def grants(world: World, provincial: Collection[str] | None) -> Iterator[Subject]:
    """`provincial`: matters (`name_key`) on the provincial list in force that day, None where no list is loaded.

    One subject for each recipient that a row means; words that mean none stay as a subject of their own."""
    for record in world.of_kind("赋权"):
        meant, unknown = world.members(str(record.facts.get("承接主体", "")))
        for recipient in [*meant, *unknown]:
            yield grant(world, record, recipient, provincial)


def grant(world: World, record: Record, recipient: str, provincial: Collection[str] | None) -> Subject:
    """The flat facts of one grant to one recipient. A capacity stated in the row goes before the organisation's."""
    row = record.facts
    organ, holder = world.organisation(recipient), world.organisation(row.get("原实施机关"))
    capacity = {name: row.get(name, organ.facts.get(name) if organ else None) for name in CAPACITY}
    instrument = world.instrument(row.get("赋权文号"))
    matter = name_key(str(row.get("事项名称", "")))
    facts: dict[str, Any] = {
        **row,
        **capacity,
        "承接主体": organ.name if organ else recipient,
        "承接主体类别": organ.facts.get("机构类别") if organ else None,
        "承接主体等次": organ.facts.get("镇街等次") if organ else None,
        "实施主体": holder.name if holder else row.get("原实施机关"),
        "实施主体类别": holder.facts.get("机构类别") if holder else None,
        "文件发文机关类别": issuer_kind(world, instrument.facts.get("发文机关")) if instrument else None,
        "省级目录收录": None if provincial is None else "是" if matter in provincial else "否",
        "承接方办件数": world.cases_of(matter, organ.name if organ else recipient),
        "部门办件数": world.cases_of(matter, holder.name if holder else row.get("原实施机关"), "部门"),
        "判定日": world.day,
    }
    return Subject(
        kind="赋权",
        id=f"赋权|{record.key}|{name_key(recipient)}",
        name=record.name,
        unit=str(facts["承接主体"]),
        facts=without_empty(facts),
        place=place_of(record),
    )


def issuer_kind(world: World, issuer: Any) -> str | None:
    """文件发文机关类别 of an issuer: from the organisation table, and for organs above the county from their names."""
    name = str(issuer or "")
    kind = world.kind_of(name)
    if kind:
        return {"政府": "县政府", "部门": "县级部门", "市级分局": "县级部门"}.get(
            kind, kind if kind in ("议事协调机构", "镇", "街道") else "其他"
        )
    if name.endswith(("省人民政府", "省人民代表大会常务委员会", "自治区人民政府")):
        return "省政府"
    if name.endswith("人民政府办公室"):
        return "县政府办公室"
    return None
