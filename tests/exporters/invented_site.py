"""Editions for the tests of the site: one that has every kind of page, and one as large as a real county's."""

from __future__ import annotations

import random
from datetime import date

from invented import COUNTY, FULL, GRANTS, edition, grant, plain_matter, said

from catalogue.edition import Edition, PastEdition, PublicItem, PublicMatter, PublicRetired

DIBAO = PublicMatter(
    id="aa00000001",
    department="示例县民政局",
    department_kind="部门",
    name="最低生活保障对象认定",
    type="行政给付",
    field="社会救助",
    basis=("《社会救助暂行办法》第九条",),
    items=(PublicItem(name="最低生活保障对象认定", clients=("自然人",), visits="1", charges="否"),),
    said=(said("县", "决定"), said("镇", "收件")),
    entry="应进驻",
    in_hall=True,
    window="全科",
    finished_at="县",
)
TOWN_OWN = plain_matter(
    31, "甲镇人民政府", department_kind="镇", name="集体土地内部调整批准", finished_at="镇", entry="不适用"
)
FOR_ALL = plain_matter(32, "各镇人民政府", department_kind="镇", name="村规民约备案", finished_at="镇", entry="不适用")
FOR_VILLAGES = plain_matter(
    33, "各村（社区）", department_kind="村", name="代办养老金资格认证", finished_at="村", entry="不适用"
)
MEDICAL = plain_matter(34, "示例县医疗保障局", "全科", name="城乡居民基本医疗保险参保登记", field="医疗保障")
RETIRED = PublicRetired(
    id="bb00000001", name="已取消的登记", department="示例县民政局", last=2, last_day=date(2020, 12, 31),
    successor_id="MZ-临时救助", successor="临时救助对象认定",
)  # fmt: skip
MORE_GRANTS = (grant("村规民约备案", "丙镇", matter_id="SL-事项32"),)


def whole_site() -> Edition:
    """Every kind of page, and a matter whose name is markup and formula."""
    matters = (*edition().matters, DIBAO, TOWN_OWN, FOR_ALL, FOR_VILLAGES, MEDICAL)
    made = edition(matters=matters, grants=(*GRANTS, *MORE_GRANTS))
    return made.model_copy(update={"retired": (RETIRED,)})


def site_and_the_one_before() -> tuple[Edition, Edition]:
    """Every kind of page, those of an earlier edition among them in which one guide said something else."""
    one = whole_site()
    changed = tuple(m.model_copy(update={"field": "原来的领域"}) if m.id == FULL.id else m for m in one.matters)
    before = edition(number=2, matters=changed, grants=one.grants)
    past = PastEdition(number=2, as_of=date(2020, 12, 31), published="2021-01-05T09:00", lines="d" * 64, note="说明")
    manifest = one.manifest.model_copy(update={"history": (past,)})
    return one.model_copy(update={"manifest": manifest}), before


def large_county(number: int = 3243) -> Edition:
    """As many matters as a real county; names, codes and reasons as long and as varied, by a fixed seed."""
    dice = random.Random(20250401)
    subjects = [
        "水利",
        "渔业",
        "林木",
        "采伐",
        "道路",
        "运输",
        "食品",
        "经营",
        "医疗",
        "机构",
        "教师",
        "资格",
        "社会",
        "团体",
        "农药",
        "种子",
        "房屋",
        "施工",
        "劳务",
        "派遣",
        "养老",
        "生育",
        "住房",
        "广告",
        "特种",
        "设备",
        "排污",
        "危险",
        "货物",
        "出版",
        "演出",
        "文物",
        "殡葬",
        "消防",
        "测绘",
        "矿产",
        "燃气",
        "供水",
        "烟草",
        "公证",
    ]
    verbs = [
        "许可",
        "核准",
        "备案",
        "登记",
        "确认",
        "给付",
        "奖励",
        "认定",
        "审批",
        "年检",
        "变更",
        "注销",
        "延续",
        "补发",
        "查询",
        "咨询",
    ]
    signs = [chr(number) for number in range(0x4E00, 0x5200)]
    matters = []
    for n in range(number):
        name = (
            "".join(dice.choices(subjects, k=dice.randint(2, 4)))
            + "".join(dice.choices(signs, k=3))
            + dice.choice(verbs)
        )
        department = f"示例县{dice.choice(subjects)}局"
        items = tuple(
            FULL.items[0].model_copy(
                update={
                    "name": f"{name}（{verb}）",
                    "situation": verb,
                    "code": f"11997001MB{dice.randrange(40):07d}X4{dice.randrange(10**12):012d}{i:03d}",
                }
            )
            for i, verb in enumerate(dice.sample(verbs, 3))
        )
        more = {
            "id": f"{dice.getrandbits(40):010x}",
            "name": name,
            "items": items,
            "field": "工程建设",
            "department_kind": "部门",
        }
        matters.append(plain_matter(n, department, "全科" if n % 3 else "工程建设", **more))
    towns = [f"示例{number}镇" for number in range(12)]
    grants = tuple(
        GRANTS[0].model_copy(update={"recipient": town, "matter": m.name, "matter_id": m.id, "recipient_class": ""})
        for m in matters[:150]
        for town in towns
    )
    return edition(matters=tuple(matters), grants=grants, agreements=(), county=COUNTY)
