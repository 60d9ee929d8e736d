"""A few of the faults that `scripts/bench_faults.py` tries by the hundred."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

import bench_faults as faults

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
disks = pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("mount"),
    reason="a small disk needs the right to mount",
)


def whole(row: faults.Row) -> None:
    assert row.survived == row.tried > 0, row


def test_all_at_once() -> None:
    whole(faults.all_at_once(8))


def test_killed_at_work() -> None:
    whole(faults.killed_at_work(5))


def test_killed_importing() -> None:
    whole(faults.killed_importing(1))


@disks
def test_a_full_disk() -> None:
    try:
        whole(faults.full_disk(1))
    except subprocess.CalledProcessError:
        pytest.skip("mounting is not allowed here")
