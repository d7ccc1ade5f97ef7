"""QR codes (segno): they hold nothing but a permanent short address, so that a printed one never grows old."""

from __future__ import annotations

import io

import segno

from catalogue.edition import County
from catalogue.finding import UserError
from exporters.lists import safe_name


def short_path(matter_id: str) -> str:
    """The permanent short link of a matter inside the public folder, ``g/<code>``; no edition number."""
    return f"g/{safe_name(matter_id)}"


def short_address(county: County, matter_id: str) -> str:
    """The whole address, as printed beneath the code. Raises `UserError` where the office has not said its site."""
    if not county.site:
        raise UserError(
            "county.yaml",
            "没有写“公布网址”，二维码没有可指的地址",
            "请在数据文件夹的 book/county.yaml 里写明“公布网址”",
        )
    return f"{county.site}/{short_path(matter_id)}"


def qr_svg(address: str) -> str:
    """The code as SVG: error correction M, quiet zone of four modules; 25 mm in print is well readable."""
    buffer = io.BytesIO()
    segno.make(address, error="m", micro=False).save(buffer, kind="svg", border=4, xmldecl=False, svgns=True, scale=1)
    return buffer.getvalue().decode()
