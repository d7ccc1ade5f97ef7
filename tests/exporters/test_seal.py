"""Who published it, and that nothing changed since: digests, the signature, one file alone; and all or nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from invented import edition

from catalogue.finding import UserError
from exporters import folder as folders
from exporters.folder import put
from exporters.public import render
from exporters.seal import SIGNATURE, new_key, sm3
from exporters.verify import published_as, verify, verify_file

ROOT = Path(__file__).resolve().parents[2]


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def listed(files: dict[str, bytes]) -> dict[str, bytes]:
    """With the manifest that lists them, as a real folder has."""
    digests = {name: folders.sha256(data) for name, data in files.items()}
    return files | {"manifest.json": json.dumps({"files": digests}).encode()}


def test_sm3_gives_the_standards_own_example():
    # GB/T 32905-2016, appendix A.1
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("signed")
    public = new_key(folder / "key.pem")
    render(edition(), folder / "public", key=folder / "key.pem")
    return folder / "public", public


def codes(found) -> list[str]:
    return [one.code for one in found]


def test_the_signature_holds_for_the_offices_key_and_no_other(signed, tmp_path):
    public, words = signed
    assert verify(public, words) == []
    assert codes(verify(public, new_key(tmp_path / "other.pem"))) == ["signature-wrong"]
    with pytest.raises(UserError, match="公钥"):
        verify(public, "不是公钥")


def test_a_manifest_forged_whole_is_caught_by_the_signature_only(signed, tmp_path):
    public, words = signed
    copy = tmp_path / "public"
    render(edition(number=9), copy)  # somebody else's folder, digests in order
    (copy / SIGNATURE).write_bytes((public / SIGNATURE).read_bytes())
    assert verify(copy) == [] and codes(verify(copy, words)) == ["signature-wrong"]
    (copy / SIGNATURE).unlink()
    assert codes(verify(copy, words)) == ["signature-missing"]


def test_one_file_is_checked_under_any_name(signed, tmp_path):
    public, words = signed
    name = next(name for name in tree(public) if name.endswith(".pdf"))
    alone = tmp_path / "改了名.pdf"
    alone.write_bytes((public / name).read_bytes())
    assert verify_file(alone, public / "manifest.json", words) == []
    assert published_as(alone, public / "manifest.json") == f"第3版（截至2021-12-31）公布的 {name}"
    alone.write_bytes(alone.read_bytes() + b" ")
    assert codes(verify_file(alone, public / "manifest.json")) == ["file-changed"]


def test_the_second_digest_must_hold_too(signed, tmp_path):
    render(edition(), tmp_path / "public")
    path = tmp_path / "public" / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["sm3"]["index.html"] = "0" * 64
    path.write_text(json.dumps(manifest), "utf-8")
    assert codes(verify(tmp_path / "public")) == ["file-changed"]


def test_a_key_is_not_written_over_and_nobody_else_may_read_it(tmp_path):
    new_key(tmp_path / "a.pem")
    before = (tmp_path / "a.pem").read_bytes()
    assert (tmp_path / "a.pem").stat().st_mode & 0o077 == 0
    with pytest.raises(UserError):
        new_key(tmp_path / "a.pem")
    assert (tmp_path / "a.pem").read_bytes() == before


def test_an_old_signature_does_not_outlive_its_edition(signed, tmp_path):
    new_key(tmp_path / "key.pem")
    render(edition(), tmp_path / "public", key=tmp_path / "key.pem")
    render(edition(number=4), tmp_path / "public")
    assert not (tmp_path / "public" / SIGNATURE).exists() and verify(tmp_path / "public") == []


def test_a_disk_that_fails_in_the_middle_leaves_the_last_folder_untouched(tmp_path, monkeypatch):
    target = tmp_path / "public"
    put(target, listed({"a": b"1", "b": b"1"}), "manifest.json")
    before, write, left = tree(target), Path.write_bytes, [1]

    def full(self: Path, data: bytes) -> int:
        if not left:
            raise OSError(28, "No space left on device", str(self))
        left.pop()
        return write(self, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match="没有改动"):
        put(target, listed({"a": b"2", "b": b"2"}), "manifest.json")
    assert tree(target) == before


def test_without_an_exchange_of_names_a_kill_between_the_renames_is_mended(tmp_path, monkeypatch):
    target = tmp_path / "public"
    put(target, listed({"a": b"1"}), "manifest.json")
    target.rename(tmp_path / ".public.old")  # as the killed run left it
    monkeypatch.setattr(folders.ctypes, "CDLL", lambda *_a, **_k: object())
    put(target, listed({"a": b"2"}), "manifest.json")
    assert tree(target) == listed({"a": b"2"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public"]


WRITER = """
import sys, itertools, json
from pathlib import Path
from exporters.folder import put, sha256
for n in itertools.count():
    files = {f"f{k}": str(n).encode() * 2000 for k in range(30)}
    record = json.dumps({"files": {name: sha256(data) for name, data in files.items()}}).encode()
    put(Path(sys.argv[1]), files | {"manifest.json": record}, "manifest.json")
"""


@pytest.mark.parametrize("round_", range(60 if os.environ.get("QUANMU_SOAK") else 6))
def test_a_killed_writer_never_leaves_two_editions_mixed(tmp_path, round_):
    target = tmp_path / "public"
    put(target, listed({f"f{k}": b"-" for k in range(30)}), "manifest.json")
    run = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(target)], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    time.sleep(0.25 + 0.037 * round_)
    run.send_signal(signal.SIGKILL)
    run.wait()
    found = tree(target)
    assert len(found) == 31 and len({data for name, data in found.items() if name != "manifest.json"}) == 1
