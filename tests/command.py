"""The whole command in this process: from its arguments to its status, with streams of any encoding."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

import pytest

from starclock.cli import main

STARCLOCK = (sys.executable, "-c", "from starclock.cli import main; main()")
"""starclock in a process of its own."""


@cache
def without_network() -> tuple[str, ...]:
    """What is put before a command so that it has no network, not even to this computer itself: a namespace without
    routes. Empty where none can be made."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return ()
    made = subprocess.run(["unshare", "-n", "true"], capture_output=True)
    return () if made.returncode else ("unshare", "-n")


@dataclass(frozen=True)
class Done:
    """How a command ended and what it printed."""

    status: int
    out: str
    err: str


def run(*arguments: str, answer: str = "", encoding: str = "utf-8") -> Done:
    """Runs `starclock ARGUMENTS` as `main` does; a fault of starclock itself fails the test."""
    out, err = io.BytesIO(), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["starclock", *arguments])
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(answer.encode())))
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding, write_through=True))
        patch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=encoding, write_through=True))
        with pytest.raises(SystemExit) as end:
            main()
        sys.stdout.flush()
        sys.stderr.flush()
        # What calls itself ASCII is mostly misconfigured: click writes UTF-8 to it.
        encoding = "utf-8" if encoding == "ascii" else encoding
        done = Done(int(end.value.code or 0), out.getvalue().decode(encoding), err.getvalue().decode(encoding))
    assert "a fault in starclock itself" not in done.err, done.err
    return done
