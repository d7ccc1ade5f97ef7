"""Measures the door: seconds and memory of refusing each hostile workbook, the limited child process included.

``python bench/refusals.py``. Each file is read in a process of its own by `importers.read`; the limits are 1 s and 300 MB
for the reading (start-up of the interpreter apart) on an idle machine.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "importers")]

SECONDS, MEGABYTES = 1.0, 300
READ = """
import re, resource, sys, time
from pathlib import Path
from catalogue.fields import load_fields
from importers.read import load_all_layouts, read_file
fields = load_fields()
layouts = load_all_layouts(fields)
started = time.perf_counter()
result = read_file(Path(sys.argv[1]), "清单.xlsx", fields, layouts)
spent = time.perf_counter() - started
own = int(re.search("VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])  # ru_maxrss is the parent's, too
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) // 1024
print(f"{spent:.3f} {peak} {len(result.rows)} {result.issues[0].code if result.issues else '-'}")
"""


def main() -> None:
    """One line a file; status 1 if a limit was passed."""
    from hostile import HOSTILE, empty_rows

    files = {name: make for name, (make, _, _) in HOSTILE.items()}
    files["a million formatted empty rows"] = lambda: empty_rows(1_048_576, keep=False)
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "清单.xlsx"
        for name, make in files.items():
            path.write_bytes(make())
            done = subprocess.run(
                [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
            )
            seconds, peak, rows, code = done.stdout.split()
            passed = float(seconds) > SECONDS or int(peak) > MEGABYTES
            over += passed
            size = path.stat().st_size / 1000
            print(
                f"{name:<36}{size:9.0f} kB{seconds:>8} s{peak:>6} MB  {code}{'  ！超限' if passed else ''}", flush=True
            )
    print(f"{len(files)} 份，超过 {SECONDS:g} 秒或 {MEGABYTES} MB 的 {over} 份")
    sys.exit(1 if over else 0)


if __name__ == "__main__":
    main()
