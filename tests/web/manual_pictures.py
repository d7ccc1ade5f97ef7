"""Take the pictures that the manual shows from what the browser tests kept, shrunk: ``python tests/web/manual_pictures.py``."""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from app.web.manual import PICTURES, chapters  # noqa: E402

SCREENS = Path(__file__).resolve().parents[2] / "build" / "screens"
WIDE, HIGH = 1000, 640


def take() -> list[str]:
    """Copy each; gives those that no test kept."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    missing = []
    for name in sorted({one.picture for one in chapters()}):
        source = SCREENS / f"{name}.png"
        if not source.exists():
            missing.append(name)
            continue
        with Image.open(source) as shot:
            small = shot.convert("RGB").resize((WIDE, shot.height * WIDE // shot.width), Image.Resampling.LANCZOS)
        small = small.crop((0, 0, WIDE, min(small.height, HIGH))).quantize(64)
        small.save(PICTURES / f"{name}.png", optimize=True)
    return missing


if __name__ == "__main__":
    gone = take()
    if gone:
        sys.exit(f"没有拍到：{'、'.join(gone)}；请先运行 tests/web 的浏览器测试")
