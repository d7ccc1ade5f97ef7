"""What is published: the plain objects an edition is made of. It carries its own answers and reasons."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from catalogue.canonical import digest, dumps


class Public(BaseModel):
    """Base of everything that may leave the house: frozen, nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class County(Public):
    """Whose catalogue it is (本级政府). `example`: every page says 示例."""

    name: str
    province: str
    office: str  # 编制单位
    example: bool = False
    area_code: str = ""
    site: str = ""  # 公布网址: where `public/` will stand; short links and QR codes begin with it


class Said(Public):
    """A public answer to one question, with the reason a citizen may read."""

    question: str
    answer: str
    reason: str
    basis: tuple[str, ...]
    by_ruling: bool = False


class Material(Public):
    """One paper asked for (申请材料)."""

    name: str
    need: str = ""
    form: str = ""
    copies: str = ""
    source: str = ""


class Answered(Public):
    """A question often asked, with its answer (常见问题)."""

    question: str
    answer: str = ""


class PublicItem(Public):
    """One 办理项 as the public sees it; empty text means the catalogue does not say."""

    name: str
    situation: str = ""
    code: str = ""
    legal_limit: str = ""
    promised_limit: str = ""
    case_type: str = ""  # 即办件 / 承诺件, as judged
    conditions: str = ""
    materials: tuple[Material, ...] = ()
    steps: tuple[str, ...] = ()
    charges: str = ""
    charge_basis: str = ""
    clients: tuple[str, ...] = ()
    visits: str = ""
    online_depth: str = ""
    online_entry: str = ""
    place: str = ""
    hours: str = ""
    enquiry_phone: str = ""
    complaint_phone: str = ""
    result: str = ""
    delivery: str = ""
    questions: tuple[Answered, ...] = ()
    service_area: str = ""
    said: tuple[Said, ...] = ()


class PublicMatter(Public):
    """A matter (事项) with its items, where it stands in the hall, and who decides it.

    `id` is permanent and names the guide's file. `entry`: 应进驻 / 豁免 / 不适用 (judged); `in_hall`: 现行.
    `window` is the judged comprehensive window, empty when it does not apply or is open.
    `finished_at`: 村 / 镇 / 县 / 市 / 省, where the work is finished.
    """

    kind: Literal["事项"] = "事项"
    id: str
    department: str
    department_kind: str = ""
    name: str
    parent: str = ""
    type: str
    field: str = ""
    basis: tuple[str, ...]
    items: tuple[PublicItem, ...]
    said: tuple[Said, ...]
    entry: str = ""
    in_hall: bool = False
    window: str = ""
    exemption_number: str = ""
    exemption_approver: str = ""
    finished_at: str = ""
    frequent: bool = False
    answerable: str = ""  # 责任机关
    review_organ: str = ""  # 复议机关


class PublicGrant(Public):
    """One matter handed to one recipient (赋权), judged lawful and in force, or statutory for it."""

    kind: Literal["赋权"] = "赋权"
    matter_id: str = ""  # of the guide, where one exists
    matter: str
    type: str
    batch: str
    former_organ: str
    recipient: str
    recipient_kind: str
    recipient_class: str = ""
    mode: str
    instrument: str
    begins: date | None = None
    ends: date | None = None
    basis: tuple[str, ...]  # 设定依据
    grant_basis: tuple[str, ...]  # 赋权依据
    finished_by: str = ""  # 实际办结
    in_name_of: str = ""  # 名义 / 责任机关
    said: tuple[Said, ...] = ()


class PublicAgreement(Public):
    """One matter handled across borders with one partner (跨域通办)."""

    kind: Literal["跨域通办"] = "跨域通办"
    partner: str
    matter: str
    matter_id: str = ""


class PublicEnded(Public):
    """A grant taken back or cancelled (收回 / 取消): 收回 gives the power back to the department, 取消 ends the power."""

    kind: Literal["收回取消"] = "收回取消"
    matter_id: str = ""
    matter: str
    type: str
    batch: str
    former_organ: str
    recipient: str
    recipient_kind: str
    mode: str
    state: Literal["收回", "取消"]
    granted_by: str = ""  # 赋权文书
    revoked_by: str = ""  # 收回文书
    begins: date | None = None
    ended: date | None = None  # the first day without the grant
    basis: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()  # only where the law says what was done


class PublicDuty(Public):
    """One line of the three lists of duties of towns and streets (履行职责事项清单)."""

    kind: Literal["履职事项"] = "履职事项"
    table: Literal["基本履职", "配合履职", "上级收回"]
    category: str = ""
    matter: str
    superior: str = ""  # 上级部门 (配合) / 承接部门 (收回)
    superior_duty: str = ""
    own_duty: str = ""
    way: str = ""  # 收回以后怎样办
    basis: str = ""
    begins: date | None = None
    source: str = ""  # the text that set the list


class PackagePart(Public):
    """One matter of a 一件事; `matter_id` is empty where its guide is not published, `item` where all items are meant."""

    matter: str
    department: str = ""
    item: str = ""
    matter_id: str = ""


class PublicPackage(Public):
    """一件事: several matters of one event of life, asked for at once. Figures are the lead organ's, where it gave them."""

    kind: Literal["一件事"] = "一件事"
    id: str
    name: str
    lead: str = ""
    parts: tuple[PackagePart, ...]
    steps_before: str = ""
    steps_after: str = ""
    materials_before: str = ""
    materials_after: str = ""
    limit_before: str = ""
    limit_after: str = ""


class PublicRetired(Public):
    """A matter of an earlier edition that this one does not hold: its old short link says so, and what took its place.

    `last`: number of the last edition that held it. `successor_id`: the matter that now carries its code or its name.
    """

    kind: Literal["已不公布"] = "已不公布"
    id: str
    name: str
    department: str
    last: int
    last_day: date
    successor_id: str = ""
    successor: str = ""


class PastEdition(Public):
    """An earlier edition: when, what it said of itself, and whether it was withdrawn (撤回) and why."""

    number: int
    as_of: date
    published: str
    lines: str
    note: str = ""
    withdrawn: str = ""  # the reason; empty: it was replaced in the ordinary way


class Manifest(Public):
    """What an edition rests on. `digest` covers `lines`; counts are counted from them."""

    number: int
    county: County
    as_of: date
    published: str  # time, Beijing
    program: str
    book: str
    imports: tuple[str, ...]
    audit_head: str
    lines: str
    counts: dict[str, int]
    replaces: str = ""
    note: str = ""  # 更正或变更说明, public
    history: tuple[PastEdition, ...] = ()  # oldest first


class Edition(Public):
    """A frozen edition (公布版)."""

    manifest: Manifest
    matters: tuple[PublicMatter, ...]
    grants: tuple[PublicGrant, ...]
    agreements: tuple[PublicAgreement, ...] = ()
    retired: tuple[PublicRetired, ...] = ()
    ended: tuple[PublicEnded, ...] = ()
    duties: tuple[PublicDuty, ...] = ()
    packages: tuple[PublicPackage, ...] = ()
    frozen: str = Field(default="", exclude=True, repr=False)

    def json_lines(self) -> str:
        """Canonical JSON, one published object a line; of an edition from the store, the very lines it was frozen with:
        a later program knows more fields, and what was published stays what it was."""
        if self.frozen:
            return self.frozen
        every = (
            *self.matters,
            *self.grants,
            *self.agreements,
            *self.retired,
            *self.ended,
            *self.duties,
            *self.packages,
        )
        return "".join(dumps(line) + "\n" for line in every)

    def lines_digest(self) -> str:
        """What the manifest's `lines` must be."""
        return digest(self.json_lines())
