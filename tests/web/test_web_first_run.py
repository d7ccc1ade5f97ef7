"""The first run: on this machine only, a one-time token, no default password, then data to begin with."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest
from command_line import Quanmu
from looking import go, picture
from openpyxl import load_workbook
from people import PASSWORD
from site_runner import Site, run, running
from small_county import ITEMS, ORGANISATIONS, save
from test_web_signing import log


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("first") / "data"
    home.mkdir()
    (home / "quanmu.toml").write_text('host = "0.0.0.0"\nplain_http = true\nsession_minutes = 20\n', "utf-8")
    with running(home) as site:
        yield site


def test_the_first_administrator_needs_the_token_of_the_terminal(empty: Site):
    said = "".join(empty.said)
    assert "http://127.0.0.1:" in said and "0.0.0.0" not in said  # whatever the settings say
    token = re.search(r"/setup/\?token=(\S+)", said)[1]
    visitor = empty.visitor()
    assert visitor.get("/login/").location == "/setup/"
    assert visitor.get("/").status == 302 and visitor.get("/accounts/").status == 302
    form = {"username": "zhang.san", "name": "张三", "new": PASSWORD, "again": PASSWORD}
    refused = visitor.post("/setup/", {**form, "token": "guess"})
    assert refused.status == 200 and "一次性口令不对" in refused.text
    weak = visitor.post("/setup/", {**form, "token": token, "new": "short", "again": "short"})
    assert weak.status == 200 and "至少 12 个" in weak.text
    assert visitor.post("/setup/", {**form, "token": token}).location == "/setup/data/"
    home = visitor.get("/").text
    assert "库里还没有数据" in home and "还没有安全管理员" in home and 'href="/setup/data/"' in home
    assert empty.visitor().get("/setup/").status == 404
    assert empty.visitor().post("/setup/", {**form, "token": token}, token=False).status == 403
    assert log(empty, "首次设置")[0]["账号"] == "张三（zhang.san）"


def test_a_faulty_table_of_organisations_leaves_nothing_behind(empty: Site, tmp_path: Path):
    person = empty.fresh("zhang.san")
    answer = person.get("/setup/data/?blank=1")
    assert answer.status == 200, answer.text
    blank = load_workbook(io.BytesIO(answer.body))
    assert "机构名称" in [cell.value for cell in blank.worksheets[0][2]]
    form = {"county": "某某县", "office": "某某县审批局", "province": "", "code": ""}
    for name, rows, said in (
        ("错.xlsx", [["机构名称", "机构类别"], ["某某县民政局", "不知道的类"]], "表!B2"),
        ("清单.xlsx", ITEMS, "这里只收机构表"), ("空.xlsx", [["机构名称", "机构类别"]], "机构表"),
    ):  # fmt: skip
        answer = person.post(
            "/setup/data/", form, files={"organisations": (name, save(tmp_path / name, rows).read_bytes())}
        )
        assert answer.status == 200 and said in answer.text, name
    assert "记下本县名称" in person.get("/setup/data/").text and log(empty, "导入") == [] == log(empty, "填写本县")


def test_then_ones_own_county_and_its_organisations_are_there_once(empty: Site, tmp_path: Path, open_page):
    person = empty.fresh("zhang.san")
    page = open_page(empty, "zhang.san", "/")
    go(page.get_by_role("link", name="库里还没有数据"))
    assert page.get_by_role("button", name="装入示例县").is_visible()
    page.fill("[name=county]", "某某县: #1")
    page.fill("[name=office]", "某某县审批局")
    page.set_input_files("[name=organisations]", save(tmp_path / "机构.xlsx", ORGANISATIONS))
    go(page.get_by_role("button", name="记下本县名称"))
    page.wait_for_url("**/accounts/")
    assert page.get_by_text(f"机构 {len(ORGANISATIONS) - 1} 个").is_visible() and len(log(empty, "导入")) == 1
    picture(page, "journey-first-run")
    assert ORGANISATIONS[1][0] in person.get("/accounts/new/").text  # the units that accounts may be of
    assert "某某县: #1" in person.get("/").text  # the form is read back whole
    assert "库里已经有数据" in person.get("/setup/data/").text
    again = person.post("/setup/data/", {"county": "别的县", "office": "x", "province": "", "code": ""})
    assert "库里已经有数据" in again.text and "某某县: #1" in person.get("/").text


def test_the_example_county_is_loaded_by_its_button(tmp_path: Path):
    real = Path(__file__).resolve().parents[2] / "examples" / "linhu"
    (tmp_path / "example" / "workbooks").mkdir(parents=True)
    shutil.copytree(real / "book", tmp_path / "example" / "book")
    books = sorted((real / "workbooks").iterdir())[:2]
    for path in books:
        shutil.copy(path, tmp_path / "example" / "workbooks")
    found = run(tmp_path / "data", "first_example.py", str(tmp_path / "example"))
    assert (
        found["state"] == "完成"
        and found["imports"] == len(books)
        and "下一步：建" in found["said"]
        and "重新判定" in found["said"]
    )
    assert found["address"].startswith("/jobs/") and "示例县已装入" in found["page"]
    assert "临湖市" in found["home"] and "库里已经有数据" in found["again"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("host = 1", "不是该写的值"),
        ("hots = 'x'", "没有设置项"),
        ("host = '0.0.0.0'", "没有加密传输"),
        ("password_profile = '随便'", "可写：默认、等保"),
        ("threads = 0", "正整数"),
        ("= broken", "第 1 行第 1 个字起读不懂"),
        ("host = '县'".encode("gbk"), "不是 UTF-8"),
        (None, "是文件夹"),
        ("port = 99999", "不大于 65535"),
        ("invitation_days = 0", "正整数"),
        ("personal_days = 99999999", "不大于 100000"),  # longer than the calendar goes back
        ("allowed_hosts = ['*']", "逐个写"),
        ("trusted_proxy = '*'", "不是地址"),
        ("database = 'mysql://a:b@c/d'", "不是数据库的地址"),
        ("database = 'postgresql://a:b@c:port/d'", "不是数据库的地址"),
        ("[oidc]\nissuer = 'https://x'\nclient_id = 'a'\nclient_secrt = 'b'", "没有设置项“client_secrt”"),
        ("[oidc]\nissuer = 'https://x'", "缺少 client_id、client_secret"),
        (b"\xef\xbb\xbfthreads = 0", "正整数"),  # the mark that some editors begin with is read over
    ],
)
def test_settings_that_are_wrong_are_told_and_nothing_starts(text: str | bytes | None, said: str, quanmu: Quanmu):
    quanmu.home.mkdir(parents=True)
    file = Path(quanmu.home) / "quanmu.toml"
    file.mkdir() if text is None else file.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert said in quanmu("serve", "--port", "0", ok=False).refused()


def test_variables_and_options_are_held_against_the_same(quanmu: Quanmu):
    assert "“²”不是该写的值" in quanmu("serve", ok=False, QUANMU_THREADS="²").refused()
    (quanmu.home / "worker.lock").mkdir(parents=True)  # as on a disk that can only be read
    assert "worker.lock" in quanmu("serve", "--port", "0", ok=False).refused()
    assert "没有加密传输" in quanmu("serve", "--host", "0.0.0.0", "--port", "0", ok=False).refused()
