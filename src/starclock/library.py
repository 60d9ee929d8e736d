"""Attempts on disk: one folder each, the audio as FLAC beside one JSON file of facts.

    recordings/
    ├── 2026-11-22-153012/
    │   ├── attempt.json     facts, written to a temporary name and renamed
    │   └── audio.flac
    └── .takes/              a take while it is spoken; what a crash leaves here can still be analysed

The JSON is `{"format": N, "attempt": {...}}`, the fields of `speech.Attempt`.
Format 1: the first.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import msgspec

from starclock.errors import LibraryError
from starclock.speech import Attempt

FORMAT = 1
FACTS, AUDIO = "attempt.json", "audio.flac"


@dataclass(frozen=True, slots=True)
class _File:
    format: int
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Place:
    """Where the library is and why there."""

    folder: Path
    why: str


def find_place() -> Place:
    """`$STARCLOCK_HOME`, else the `recordings` of the starclock folder we are in, else the user's data folder."""
    if home := os.environ.get("STARCLOCK_HOME"):
        return Place(Path(home).expanduser().absolute(), "$STARCLOCK_HOME")
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "recordings").is_dir() and (folder / "models").is_dir():
            return Place(folder / "recordings", "the starclock folder you are in")
    import platformdirs

    return Place(Path(platformdirs.user_data_dir("starclock", appauthor=False)) / "recordings", "your data folder")


class Library:
    """The attempts under one folder. Raises LibraryError for what cannot be read or written."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or find_place().folder

    @property
    def settings_file(self) -> Path:
        return self.folder / "settings.toml"

    def ids(self) -> list[str]:
        """Oldest first."""
        if not self.folder.is_dir():
            return []
        return sorted(p.name for p in self.folder.iterdir() if (p / FACTS).is_file() and not p.name.startswith("."))

    def __iter__(self) -> Iterator[Attempt]:
        """Every attempt, oldest first."""
        return (self.get(identity) for identity in self.ids())

    def resolve(self, reference: str = "last") -> str:
        """The id meant by an id, a unique prefix, `last`, or `last~N` (the Nth before the last)."""
        ids = self.ids()
        if not ids:
            raise LibraryError(f"no attempts yet in {self.folder}: record one with `starclock record`")
        if match := re.fullmatch(r"last(?:~(\d+))?", reference):
            back = int(match[1] or 0)
            if back >= len(ids):
                raise LibraryError(f"there are only {len(ids)} attempts; {reference} is too far back")
            return ids[-1 - back]
        if reference in ids:
            return reference
        found = [identity for identity in ids if identity.startswith(reference)]
        if len(found) == 1:
            return found[0]
        if not found:
            raise LibraryError(f"no attempt {reference!r}: `starclock list` shows them all")
        raise LibraryError(f"{reference!r} could be {', '.join(found[:4])}: write more of it")

    def get(self, reference: str = "last") -> Attempt:
        path = self.folder / self.resolve(reference) / FACTS
        try:
            return decode(path.read_bytes())
        except OSError as problem:
            raise LibraryError(f"{path} cannot be read ({problem.strerror})") from None
        except ValueError as problem:
            raise LibraryError(f"{path} is damaged ({problem}): restore it or remove its folder") from None

    def audio_of(self, attempt: Attempt) -> Path | None:
        path = self.folder / attempt.id / AUDIO
        return path if path.is_file() else None

    def take_file(self) -> Path:
        """A fresh name for a take that is about to be spoken."""
        takes = self.folder / ".takes"
        try:
            takes.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise LibraryError(
                f"{takes} cannot be made ({problem.strerror}): choose a folder with $STARCLOCK_HOME"
            ) from None
        return takes / f"{self.new_id()}.wav"

    def lost_takes(self) -> list[Path]:
        """Takes that a crash left behind, oldest first."""
        return sorted((self.folder / ".takes").glob("*.wav"))

    def new_id(self) -> str:
        """The time now, with a number behind it where that second is taken."""
        stamp = datetime.now().astimezone().strftime("%Y-%m-%d-%H%M%S")
        taken = set(self.ids()) | {p.stem for p in (self.folder / ".takes").glob("*.wav")}
        return next(name for n in range(1, 10_000) if (name := stamp if n == 1 else f"{stamp}-{n}") not in taken)

    def add(self, attempt: Attempt, audio: Path | None = None) -> Attempt:
        """Keeps a new attempt with its audio (a FLAC file, copied). Whole or not at all; returns it with its id."""
        attempt = replace(
            attempt,
            id=self.new_id(),
            recorded_at=attempt.recorded_at or datetime.now().astimezone().isoformat(timespec="seconds"),
            audio=AUDIO if audio else None,
        )
        final, working = self.folder / attempt.id, self.folder / f".new-{attempt.id}"
        try:
            working.mkdir(parents=True)
            if audio:
                shutil.copyfile(audio, working / AUDIO)
            (working / FACTS).write_bytes(encode(attempt))
            working.rename(final)
        except OSError as problem:
            raise LibraryError(
                f"the attempt cannot be kept in {self.folder} ({problem.strerror}): free some space"
            ) from None
        finally:
            shutil.rmtree(working, ignore_errors=True)
        return attempt

    def save(self, attempt: Attempt) -> None:
        """Writes changed facts of a kept attempt, whole or not at all."""
        path = self.folder / attempt.id / FACTS
        temporary = path.with_suffix(".tmp")
        try:
            temporary.write_bytes(encode(attempt))
            temporary.replace(path)
        except OSError as problem:
            temporary.unlink(missing_ok=True)
            raise LibraryError(f"{path} cannot be written ({problem.strerror})") from None


def encode(attempt: Attempt) -> bytes:
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
