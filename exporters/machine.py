"""What is published for machines: the CSV tables of an edition, and each list as CSV and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence

from catalogue.edition import Edition, Manifest
from exporters.labels import flat
from exporters.sheet import Row, Sheet


def list_files(sheet: Sheet, manifest: Manifest) -> Iterator[tuple[str, bytes]]:
    """A list as CSV and as JSON: its rows unfolded, with every field."""
    county = manifest.county
    yield f"{sheet.path}.csv", as_csv(sheet.machine, county.example)
    told = {
        "标题": sheet.title,
        "县": county.name,
        "编制单位": county.office,
        "版次": manifest.number,
        "截至": manifest.as_of.isoformat(),
        "示例": county.example,
        "项数": sheet.count,
        "合计": sheet.total,
        "说明": list(sheet.notes),
        "行": list(sheet.machine),
    }
    yield f"{sheet.path}.json", (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()


def tables(edition: Edition) -> Iterator[tuple[str, list[Row]]]:
    """The csv files: name -> rows. Every published field is in one of them."""
    yield "事项", [flat(matter, without=("kind", "items", "said"), joint="；") for matter in edition.matters]
    of = [({"事项标识": matter.id, "事项名称": matter.name}, matter) for matter in edition.matters]
    yield (
        "办理项",
        [key | flat(item, without=("materials", "said"), joint="；") for key, matter in of for item in matter.items],
    )
    yield (
        "申请材料",
        [
            key | {"办理项名称": item.name, "办理情形": item.situation} | flat(material)
            for key, matter in of
            for item in matter.items
            for material in item.materials
        ],
    )
    yield (
        "判定与理由",
        [
            key | {"办理项名称": name, "办理情形": situation} | flat(one, joint="；")
            for key, matter in of
            for name, situation, said in (
                ("", "", matter.said),
                *((item.name, item.situation, item.said) for item in matter.items),
            )
            for one in said
        ],
    )
    if edition.retired:
        yield "已不公布的事项", [flat(one, without=("kind",)) for one in edition.retired]
    yield "赋权", [flat(grant, without=("kind",), joint="；") for grant in edition.grants]
    for name, found in (("收回取消", edition.ended), ("履职事项", edition.duties), ("一件事", edition.packages)):
        if found:
            yield name, [flat(one, without=("kind",), joint="；") for one in found]
    yield "跨域通办", [flat(agreement, without=("kind",), joint="；") for agreement in edition.agreements]


_FORMULA = tuple(
    "=+-@＝＋－＠"
)  # the wide ones, too: a spreadsheet program with an East Asian keyboard takes them for the narrow


def as_csv(rows: Sequence[Row], example: bool) -> bytes:
    """UTF-8 with BOM, as spreadsheet programs expect; text that would start a formula gets a leading apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    names = list(rows[0]) if rows else ["本期没有记录"]
    writer.writerow(names + (["示例"] if example else []))
    for row in rows:
        values = [f"'{value}" if value.lstrip()[:1] in _FORMULA and len(value) > 1 else value for value in row.values()]
        writer.writerow(values + (["示例（虚构数据）"] if example else []))
    return buffer.getvalue().encode("utf-8-sig")
