"""A small invented edition (示例县) that has something in every field and something awkward in many."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalogue.edition import (
    Answered,
    County,
    Edition,
    Manifest,
    Material,
    PublicAgreement,
    PublicGrant,
    PublicItem,
    PublicMatter,
    Said,
)

COUNTY = County(name="示例县", province="示例省", office="示例县行政审批服务局", example=True, area_code="997001")
NASTY = '=HYPERLINK("http://x","点")<script>alert(1)</script>&'


def said(answer: str, question: str = "法定决定", **more: Any) -> Said:
    reason = f"条文写明由{answer}决定。"
    return Said(question=question, answer=answer, reason=reason, basis=("《示例条例》第五条",), **more)


FULL_ITEM = PublicItem(
    name="临时救助审批",
    situation="新设（支出型）",
    code="11997001MB0000000X4000511001000",
    legal_limit="20个工作日",
    promised_limit="8个工作日",
    case_type="承诺件",
    conditions="本县户籍或持有本县居住证；\n因火灾、疾病等陷入困境。",
    materials=(
        Material(name="身份证明", need="必要", form="原件", copies="1份", source="申请人自备"),
        Material(name="家庭经济状况声明", need="必要", form="原件和复印件", copies="2份", source="窗口领取"),
    ),
    steps=("窗口收件，当场核对材料", "入户调查", "审批并公示"),
    charges="否",
    charge_basis="不收费，无收费依据",
    clients=("自然人", "其他组织"),
    visits="至多1次",
    online_depth="Ⅲ级",
    place="示例县政务服务大厅二楼3号窗",
    hours="工作日9:00-17:00",
    enquiry_phone="0997-0000001",
    complaint_phone="0997-0000002",
    result="临时救助审批决定书",
    online_entry="示例县政务服务网首页“社会救助”",
    delivery="窗口领取或者邮寄",
    questions=(Answered(question="外地户籍能申请吗", answer="持有本县居住证的可以"), Answered(question="要多久")),
    service_area="全县",
    said=(said("县级民政部门"), said("镇", "法定受理", by_ruling=True)),
)

FULL = PublicMatter(
    id="MZ-临时救助",
    department="示例县民政局",
    department_kind="部门",
    name="临时救助对象认定",
    parent="社会救助",
    type="行政给付",
    field="社会救助领域",
    basis=("《社会救助暂行办法》第四十八条", "《示例条例》第五条"),
    items=(FULL_ITEM, PublicItem(name="临时救助审批", situation="续发")),
    said=(said("县级民政部门", "现行决定"),),
    entry="应进驻",
    in_hall=True,
    window="全科综合窗",
    exemption_number="示例审改〔0000〕甲号",
    exemption_approver="示例县人民政府",
    finished_at="镇",
    frequent=True,
    answerable="示例县民政局（责任）",
    review_organ="示例县人民政府（复议）",
)


def plain_matter(number: int, department: str, window: str = "", **more: Any) -> PublicMatter:
    values: dict[str, Any] = {
        "id": f"SL-事项{number}",
        "department": department,
        "name": f"取用水第{number}类事项的审批与变更登记",
        "type": "行政许可" if number % 2 else "公共服务",
        "basis": (f"《示例水法》第{number}条",),
        "items": (PublicItem(name=f"取用水事项{number}"),),
        "entry": "应进驻",
        "in_hall": bool(window),
        "window": window,
        "finished_at": "县",
        "said": (said("县级部门"),),
    }
    return PublicMatter(**(values | more))


def grant(matter: str, recipient: str, kind: str = "镇", mode: str = "委托", **more: Any) -> PublicGrant:
    values: dict[str, Any] = {
        "matter": matter,
        "type": "行政给付",
        "batch": "第二批",
        "former_organ": "示例县民政局",
        "recipient": recipient,
        "recipient_kind": kind,
        "mode": mode,
        "instrument": "示例审改〔0000〕乙号",
        "basis": ("《社会救助暂行办法》第四十八条",),
        "said": (),
        "grant_basis": ("《社会救助暂行办法》第四十八条第二款",),
    }
    return PublicGrant(**(values | more))


GRANTS = (
    grant(
        "临时救助对象认定",
        "甲镇",
        matter_id="MZ-临时救助",
        recipient_class="重点镇",
        begins=date(2021, 1, 1),
        ends=date(2023, 12, 31),
        finished_by="承接主体",
        in_name_of="县级民政部门名义",
        said=(said("可委托", "可否下放"),),
    ),
    grant("临时救助对象认定", "乙街道", kind="街道", matter_id="MZ-临时救助"),
    grant("户外广告处罚", "甲镇", mode="交由", type="行政处罚", former_organ="示例县城市管理局"),
    grant("集市管理", "甲镇", mode="法定本级", batch="", former_organ="甲镇人民政府", instrument="", grant_basis=()),
    grant("项目备案", "示例园区管委会", kind="园区", type="其他行政权力", former_organ="示例县发展和改革局"),
    grant("老年人证明代办", "甲镇东村", kind="村", mode="服务前移", batch="第一批"),
)


def edition(**changes: Any) -> Edition:
    """The edition; `changes` replace its parts (matters, grants, agreements, number, county)."""
    matters = changes.get("matters") or (
        FULL,
        *(plain_matter(n, f"示例县{'水利局' if n < 9 else '住房和城乡建设局'}", "工程建设") for n in range(1, 17)),
        plain_matter(
            20, "示例县公安局", entry="豁免", exemption_number="示例政〔0000〕丙号", exemption_approver="示例县政府"
        ),
        plain_matter(21, "示例县公安局"),
        plain_matter(22, "示例县水利局", "全科", frequent=True, finished_at="村", name=NASTY),
        plain_matter(23, "示例县水利局", in_hall=True),
        plain_matter(24, "甲镇人民政府", entry="不适用"),
    )
    agreements = (
        PublicAgreement(partner="邻县", matter="临时救助对象认定", matter_id="MZ-临时救助"),
        PublicAgreement(partner="远县", matter="临时救助对象认定", matter_id="MZ-临时救助"),
        PublicAgreement(partner="远县", matter="异地就医备案"),
    )
    manifest = Manifest(
        number=changes.get("number", 3),
        county=changes.get("county", COUNTY),
        as_of=date(2021, 12, 31),
        published="2022-01-05 09:00",
        program="0.1.0",
        book="b" * 64,
        imports=("c" * 64,),
        audit_head="a" * 64,
        lines="",
        counts={"事项": len(matters)},
        replaces="第2版",
        note="测试说明",
    )
    made = Edition(
        manifest=manifest,
        matters=matters,
        grants=changes.get("grants", GRANTS),
        agreements=changes.get("agreements", agreements),
    )
    lines = made.lines_digest()
    return made.model_copy(update={"manifest": manifest.model_copy(update={"lines": lines})})
