"""A guide (办事指南) before it is a page: its sections in the standard order, each with what the catalogue says.

To add a line to the guide, add it to `ITEM_SECTIONS`: section title, then the item's fields. A section without a
field stands in every guide by custom, and the catalogue has no field for it yet: it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue.edition import Edition, Manifest, PublicGrant, PublicItem, PublicMatter, Said
from exporters.labels import LABELS, LEVELS, text
from exporters.lists import safe_name
from exporters.rows import window_name
from exporters.where import CHARGES, materials_of, where_to_go

Lines = tuple[tuple[str, str], ...]  # label, words (empty: not stated)

ITEM_SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("办理条件", ("conditions", "clients")),
    ("申请材料", ("materials",)),
    ("办理流程", ("steps",)),
    ("办理时限", ("legal_limit", "promised_limit", "case_type")),
    ("收费", ("charges", "charge_basis")),
    ("办理地点与时间", ("place", "hours")),
    ("到现场次数", ("visits",)),
    ("网办深度", ("online_depth",)),
    ("网办入口", ("online_entry",)),
    ("办理结果", ("result",)),
    ("结果送达", ("delivery",)),
    ("咨询与投诉", ("enquiry_phone", "complaint_phone")),
    ("通办范围", ("service_area",)),
    ("常见问题", ("questions",)),
)


@dataclass(frozen=True)
class Part:
    """One section of the guide: lines of label and words, or a table of materials, or numbered steps."""

    title: str
    lines: Lines = ()
    materials: tuple[dict[str, str], ...] = ()
    steps: tuple[str, ...] = ()

    @property
    def stated(self) -> bool:
        """Whether the catalogue says anything here."""
        return bool(self.materials or self.steps or any(words for _, words in self.lines))


@dataclass(frozen=True)
class ItemPart:
    """One 办理项 of the guide."""

    title: str
    anchor: str
    lines: Lines
    said: tuple[Said, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Handed:
    """Grants alike in all but the recipient; the one shown speaks of 承接主体 where several share it."""

    grant: PublicGrant
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """All that a guide page shows."""

    title: str
    path: str
    matter: PublicMatter
    head: tuple[Part, ...]
    items: tuple[ItemPart, ...]
    duties: Part
    grants: tuple[PublicGrant, ...]
    handed: tuple[Handed, ...]
    where: Lines
    bring: tuple[dict[str, str], ...]
    partners: tuple[str, ...]
    linked: dict[str, Any]


def guides(edition: Edition) -> list[Guide]:
    """A guide for each matter, in the edition's order."""
    grants: dict[str, list[PublicGrant]] = {}
    partners: dict[str, dict[str, None]] = {}
    for grant in edition.grants:
        grants.setdefault(grant.matter_id, []).append(grant)
    for agreement in edition.agreements:
        partners.setdefault(agreement.matter_id, {})[agreement.partner] = None
    return [
        guide(matter, tuple(grants.get(matter.id, ())), tuple(partners.get(matter.id, ())), edition.manifest)
        for matter in edition.matters
    ]


def guide_path(matter_id: str) -> str:
    """Where a matter's guide lies."""
    return f"guides/{safe_name(matter_id)}.html"


def guide(
    matter: PublicMatter, grants: tuple[PublicGrant, ...], partners: tuple[str, ...], manifest: Manifest
) -> Guide:
    """One guide."""
    names = LABELS[PublicMatter]
    head = (
        Part(
            "事项名称与编码",
            tuple(
                (names[key], text(getattr(matter, key)))
                for key in ("name", "parent", "id", "type", "field")
                if key != "parent" or matter.parent  # a main matter has none, which is no gap
            ),
        ),
        Part(
            "实施主体", ((names["department"], matter.department), (names["department_kind"], matter.department_kind))
        ),
        Part("设定依据", (("", text(matter.basis)),)),
        Part(
            "在哪里办",
            (
                (names["entry"], matter.entry),
                ("进驻大厅", hall(matter)),
                *((("综合窗口", window_name(matter.window)),) if matter.window or matter.in_hall else ()),
                ("办结层级", level(matter)),
            ),
        ),
    )
    review = matter.review_organ.replace("县级人民政府", f"{manifest.county.name}人民政府")
    # a public service need not be an act that is reviewed: no organ is no gap
    reviewed = ((names["review_organ"], review),) if review or matter.type != "公共服务" else ()
    duties = Part("责任与救济", ((names["answerable"], matter.answerable), *reviewed))
    return Guide(
        title=matter.name,
        path=guide_path(matter.id),
        matter=matter,
        head=head,
        items=tuple(item_part(item, number) for number, item in enumerate(matter.items, start=1)),
        duties=duties,
        grants=grants,
        handed=alike(grants),
        where=where_to_go(matter, hall(matter), window_name(matter.window) if matter.in_hall else ""),
        bring=tuple(materials_of(matter.items)),
        partners=partners,
        linked=json_ld(matter, manifest),
    )


def item_part(item: PublicItem, number: int) -> ItemPart:
    """One item with its sections."""
    names = LABELS[PublicItem]
    parts = []
    for title, keys in ITEM_SECTIONS:
        if keys == ("materials",):
            rows = tuple({LABELS[type(one)][key]: value for key, value in one} for one in item.materials)
            parts.append(Part(title, materials=rows))
        elif keys == ("steps",):
            parts.append(Part(title, steps=item.steps))
        elif keys == ("charges", "charge_basis"):
            free = CHARGES.get(item.charges) == "不收费"
            basis = ((names["charge_basis"], item.charge_basis),) if item.charge_basis or not free else ()
            parts.append(Part(title, ((names["charges"], CHARGES.get(item.charges, item.charges)), *basis)))
        elif keys == ("questions",) and not item.questions:
            continue  # nobody asked: no gap in what the catalogue says
        else:
            parts.append(Part(title, tuple((names[key], text(getattr(item, key), "、")) for key in keys)))
    shown = f"{item.name} · {item.situation}" if item.situation and item.situation not in item.name else item.name
    return ItemPart(
        title=shown,
        anchor=f"item-{number}",
        lines=((names["situation"], item.situation), (names["code"], item.code)),
        said=item.said,
        parts=tuple(parts),
    )


def alike(grants: tuple[PublicGrant, ...]) -> tuple[Handed, ...]:
    """Each set of equal grants once: twelve towns with one reason are one row with twelve names."""
    groups: dict[str, list[PublicGrant]] = {}
    for grant in grants:
        groups.setdefault(_general(grant).model_dump_json(), []).append(grant)
    return tuple(
        Handed(same[0] if len(same) == 1 else _general(same[0]), tuple(dict.fromkeys(one.recipient for one in same)))
        for same in groups.values()
    )


def _general(grant: PublicGrant) -> PublicGrant:
    """The grant with 承接主体 for the recipient's name where it tells who finishes, who answers, and why."""

    def words(text: str) -> str:
        return text.replace(grant.recipient, "承接主体")

    said = tuple(
        one.model_copy(update={"answer": words(one.answer), "reason": words(one.reason)}) for one in grant.said
    )
    own = {"recipient": "承接主体", "recipient_class": "", "said": said}
    organs = {key: words(getattr(grant, key)) for key in ("finished_by", "in_name_of")}
    return grant.model_copy(update=own | organs)


def hall(matter: PublicMatter) -> str:
    """What a citizen may know of the matter's place in the hall."""
    if matter.in_hall:
        return "已进驻政务大厅"
    if matter.entry == "豁免":
        number = f"，文号 {matter.exemption_number}" if matter.exemption_number else ""
        approver = f"{matter.exemption_approver}批准" if matter.exemption_approver else "经批准"
        return f"{approver}不进驻{number}"
    if matter.entry == "不适用":
        return "不属于进驻政务大厅的范围"
    return f"{matter.entry}，目前未进驻政务大厅" if matter.entry else "目前未进驻政务大厅"


def level(matter: PublicMatter) -> str:
    """Where the work is finished, in words."""
    return f"在{LEVELS.get(matter.finished_at, matter.finished_at)}办结" if matter.finished_at else ""


def json_ld(matter: PublicMatter, manifest: Manifest) -> dict[str, Any]:
    """schema.org GovernmentService, with only what the catalogue says."""
    county = manifest.county
    places = dict.fromkeys(
        (item.place, item.enquiry_phone) for item in matter.items if item.place or item.enquiry_phone
    )
    channels = [
        {"@type": "ServiceChannel"}
        | ({"serviceLocation": {"@type": "Place", "name": place}} if place else {})
        | ({"servicePhone": {"@type": "ContactPoint", "telephone": phone}} if phone else {})
        for place, phone in places
    ]
    linked: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "identifier": matter.id,
        "name": matter.name,
        "serviceType": matter.type,
        "provider": {"@type": "GovernmentOrganization", "name": matter.department},
        "areaServed": {"@type": "AdministrativeArea", "name": f"{county.province}{county.name}"},
    }
    clients = list(dict.fromkeys(client for item in matter.items for client in item.clients))
    if clients:
        linked["audience"] = {"@type": "Audience", "audienceType": "、".join(clients)}
    if channels:
        linked["availableChannel"] = channels
    if county.example:
        linked["disambiguatingDescription"] = "示例（虚构数据）"
    return linked
