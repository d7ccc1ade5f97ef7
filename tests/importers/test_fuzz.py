"""Thousands of damaged and strange workbooks: nothing is raised, nothing hangs, nothing dies, nothing is left unsaid."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import dying_worker
import mutations
import pytest
from workbooks import FIELDS, LAYOUTS

from importers.read import read_file

FILES = 10_000 if os.environ.get("QUANMU_SOAK") else 1_000
BATCH = 250
SECONDS = 2.0


def run(first, count):
    """What the reading of a range of seeds said, and the seeds that killed the process that read them."""
    said, killers = [], []
    while count:
        child = subprocess.run(
            [sys.executable, str(Path(mutations.__file__)), str(first), str(count)],
            capture_output=True,
            text=True,
            timeout=900,
        )
        lines = [json.loads(line) for line in child.stdout.splitlines()]
        said += [line for line in lines if "seed" in line]
        begun = [line["begin"] for line in lines if "begin" in line]
        if child.returncode == 0:
            break
        assert begun, child.stderr[-2000:]
        killers.append(begun[-1])
        count -= begun[-1] + 1 - first
        first = begun[-1] + 1
    return said, killers


@pytest.mark.parametrize("first", range(0, FILES, BATCH))
def test_mutated_workbooks(first):
    said, killers = run(first, BATCH)
    assert len(said) + len(killers) == BATCH
    assert [line for line in said if line["wrong"]] == []
    assert [line for line in said if line["seconds"] > SECONDS] == []
    for seed in killers:  # read as users' files are: the death stays in the child and comes out as one refusal
        result = read_file(mutations.mutated(seed)[1], f"{seed}.xlsx", FIELDS, LAYOUTS)
        assert result.refused and len([i for i in result.issues if i.severity == "error"]) == 1
    kinds = Counter(line["kind"] for line in said)
    assert len(kinds) == len(mutations.KINDS)
    # the mutator still makes files that can be read and files that cannot
    assert {line["outcome"] for line in said} >= {"rows", "rows+errors", "error"}


def test_the_death_of_the_child_is_a_refusal(monkeypatch):
    """A reader that kills its process, and one that never ends: the caller hears one sentence."""
    from importers import workbook as opening
    from importers.bounds import Bounds
    from importers.refusal import Refusal

    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))
    for kind in ("abort", "forever", "memory", "nonsense"):
        with pytest.raises(Refusal) as refused:
            opening.in_child(b"x", kind, Bounds(seconds=1, memory_bytes=600_000_000), dying_worker.__name__)
        assert refused.value.what and refused.value.advice


def test_a_seed_always_gives_the_same_file():
    assert [mutations.mutated(n) for n in range(24)] == [mutations.mutated(n) for n in range(24)]
