"""The whole command in this process: from its arguments to its status, with streams of any encoding."""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass

import pytest

from starclock.cli import main


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
