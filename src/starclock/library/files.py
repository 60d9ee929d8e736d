"""One attempt as bytes, and as one file to carry to another computer.

The facts are JSON: `{"format": N, "attempt": {...}}`, the fields of `speech.Attempt`.
Format 1: the first.

The single file (`.starclock`) is a ZIP of the facts and the audio as the library keeps them.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfileobj

import msgspec

from starclock.errors import LibraryError
from starclock.speech import Attempt
from starclock.writing.files import replacing

FORMAT = 1
FACTS, AUDIO = "attempt.json", "audio.flac"
ENDING = ".starclock"
_LARGEST = 4 << 30
"""Bytes of one member; more is no spoken answer."""


@dataclass(frozen=True, slots=True)
class _File:
    format: int
    attempt: Attempt


def encode(attempt: Attempt) -> bytes:
    """An attempt as it is stored: JSON with the number of the format."""
    return msgspec.json.encode(_File(FORMAT, attempt))


def decode(data: bytes) -> Attempt:
    """Raises ValueError for what is no attempt file of a format this version knows."""
    try:
        file = msgspec.json.decode(data, type=_File)
    except msgspec.MsgspecError as problem:
        raise ValueError(str(problem)) from None
    if file.format > FORMAT:
        raise ValueError(f"written by a newer starclock (format {file.format}); update starclock")
    return file.attempt


def pack(attempt: Attempt, audio: Path | None, path: Path) -> None:
    """Writes the single file, whole or not at all. Raises LibraryError."""
    try:
        with replacing(path) as working, zipfile.ZipFile(working, "w") as bundle:
            bundle.writestr(FACTS, encode(attempt), zipfile.ZIP_DEFLATED)
            if audio:
                bundle.write(audio, AUDIO)
    except OSError as problem:
        raise LibraryError(f"{path} cannot be written ({problem.strerror}): choose another place") from None


def unpack(path: Path, folder: Path) -> tuple[Attempt, Path | None]:
    """The attempt of a single file, and its audio, put into `folder`. Raises LibraryError where there is none."""
    try:
        with zipfile.ZipFile(path) as bundle:
            sizes = {member.filename: member.file_size for member in bundle.infolist()}
            if FACTS not in sizes or max(sizes.values()) > _LARGEST:
                raise ValueError("it holds no attempt")
            attempt = decode(bundle.read(FACTS))
            if AUDIO not in sizes:
                return attempt, None
            audio = folder / AUDIO
            with bundle.open(AUDIO) as packed, audio.open("wb") as unpacked:
                copyfileobj(packed, unpacked)
            return attempt, audio
    except OSError as problem:
        raise LibraryError(f"{path} cannot be read ({problem.strerror})") from None
    except (ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as problem:
        raise LibraryError(f"{path} is no exported attempt ({problem}): export it again") from None
