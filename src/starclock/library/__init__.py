"""Attempts on disk: one folder each, the audio as FLAC beside one JSON file of facts.

recordings/
├── 2026-11-22-153012/
│   ├── attempt.json     facts, written to a temporary name and renamed; its format: files.py
│   └── audio.flac
├── .takes/              a take while it is spoken; what a crash leaves here can still be analysed
└── .index.sqlite        what can be worked out again, remembered; may be deleted
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec
import platformdirs

from starclock.errors import LibraryError
from starclock.library.files import AUDIO, ENDING, FACTS, decode, encode, pack, unpack
from starclock.library.index import Index
from starclock.speech import Attempt
from starclock.writing.files import replacing

__all__ = ["AUDIO", "ENDING", "FACTS", "Library", "Place", "decode", "encode", "find_place", "unpack"]


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
    return Place(Path(platformdirs.user_data_dir("starclock", appauthor=False)) / "recordings", "your data folder")


class Library:
    """The attempts under one folder. Raises LibraryError for what cannot be read or written."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or find_place().folder

    @property
    def settings_file(self) -> Path:
        """Where the settings of this library are, whether there are any or not."""
        return self.folder / "settings.toml"

    @cached_property
    def _index(self) -> Index:
        return Index(self.folder / ".index.sqlite")

    # Reading

    def ids(self) -> list[str]:
        """Oldest first."""
        return sorted(self._stamps())

    def __iter__(self) -> Iterator[Attempt]:
        """Every attempt, oldest first."""
        return (self.get(identity) for identity in self.ids())

    def resolve(self, reference: str = "last") -> str:
        """The id meant by an id, a unique prefix, `last`, or `last~N` (the Nth before the last)."""
        if re.fullmatch(r"\d[\w-]*", reference) and (self.folder / reference / FACTS).is_file():
            return reference  # a whole id: no need to look at all the others
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
        """The facts of one attempt; see `resolve` for how it may be named."""
        path = self.folder / self.resolve(reference) / FACTS
        try:
            return decode(path.read_bytes())
        except OSError as problem:
            raise LibraryError(f"{path} cannot be read ({problem.strerror})") from None
        except ValueError as problem:
            raise LibraryError(f"{path} is damaged ({problem}): restore it or remove its folder") from None

    def heads(self, damaged: Callable[[str], object] = lambda _: None) -> list[Attempt]:
        """Every attempt without its words and sound, oldest first; `damaged` is told of those that cannot be read."""
        stamps, known = self._stamps(), self._index.heads()
        decoder = msgspec.msgpack.Decoder(Attempt)
        heads, fresh = [], []
        for identity in sorted(stamps):
            stamp, head, _ = known.get(identity, ("", b"", 0))
            if stamp == stamps[identity]:
                heads.append(decoder.decode(head))
                continue
            try:
                attempt = self.get(identity)
            except LibraryError as problem:
                damaged(str(problem))
                continue
            heads.append(replace(attempt, words=(), sound=None, corrections=(), rulings=()))
            size = sum(file.stat().st_size for file in (self.folder / identity).iterdir())
            fresh.append((identity, stamps[identity], msgspec.msgpack.encode(heads[-1]), size))
        if fresh:
            self._index.add_heads(fresh)
        if gone := known.keys() - stamps.keys():
            self._index.forget(gone)
        return heads

    def disk_use(self) -> int:
        """Bytes of all attempts, as they were when last looked at."""
        return sum(size for _, _, size in self._index.heads().values())

    def recall(self, ids: Iterable[str], kind: str, rules: str) -> dict[str, bytes]:
        """What `remember` was told about these attempts, where neither their facts nor the rules changed since."""
        stamps = ((i, self._stamp(i)) for i in ids)
        notes = ((i, self._index.note(i, kind, stamp, rules)) for i, stamp in stamps if stamp)
        return {identity: note for identity, note in notes if note is not None}

    def remember(self, notes: Iterable[tuple[str, str, bytes]], rules: str) -> None:
        """Notes a room above worked out by `rules` from facts: id, kind, note. They may be lost at any time."""
        stamped = ((i, kind, self._stamp(i), note) for i, kind, note in notes)
        self._index.add_notes((i, kind, stamp, rules, note) for i, kind, stamp, note in stamped if stamp)

    def audio_of(self, attempt: Attempt) -> Path | None:
        """The recording of an attempt; None where only its facts are kept."""
        path = self.folder / attempt.id / AUDIO
        return path if path.is_file() else None

    # Takes

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

    def new_id(self, when: datetime | None = None) -> str:
        """The time (now), with a number behind it where that second is taken."""
        stamp = (when or datetime.now().astimezone()).strftime("%Y-%m-%d-%H%M%S")
        taken = set(self.ids()) | {p.stem for p in (self.folder / ".takes").glob("*.wav")}
        return next(name for n in range(1, 10_000) if (name := stamp if n == 1 else f"{stamp}-{n}") not in taken)

    # Writing

    def add(self, attempt: Attempt, audio: Path | None = None) -> Attempt:
        """Keeps a new attempt with its audio (a FLAC file, copied). Whole or not at all; returns it with its id.

        Its id is the time it was recorded at, or now.
        """
        now = datetime.now().astimezone()
        attempt = replace(
            attempt,
            id=self.new_id(datetime.fromisoformat(attempt.recorded_at) if attempt.recorded_at else now),
            recorded_at=attempt.recorded_at or now.isoformat(timespec="seconds"),
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
        try:
            with replacing(path) as working:
                working.write_bytes(encode(attempt))
        except OSError as problem:
            raise LibraryError(f"{path} cannot be written ({problem.strerror})") from None

    def delete(self, identity: str) -> None:
        """Removes an attempt for good. It is gone from the list before its files are."""
        gone = self.folder / f".gone-{identity}"
        try:
            (self.folder / identity).rename(gone)
            shutil.rmtree(gone)
        except OSError as problem:
            raise LibraryError(f"{identity} cannot be deleted ({problem.strerror})") from None
        self._index.forget([identity])

    def purge_audio(self, identity: str) -> int:
        """Removes the audio of an attempt and keeps its facts. Returns the bytes freed."""
        audio = self.folder / identity / AUDIO
        try:
            size = audio.stat().st_size
            audio.unlink()
        except FileNotFoundError:
            return 0
        except OSError as problem:
            raise LibraryError(f"{audio} cannot be deleted ({problem.strerror})") from None
        self.save(replace(self.get(identity), audio=None))
        return size

    def export(self, attempt: Attempt, path: Path) -> None:
        """Writes one attempt, audio included, as a single file."""
        pack(attempt, self.audio_of(attempt), path)

    def _stamps(self) -> dict[str, str]:
        """Id -> stamp, of every attempt."""
        try:
            names = os.listdir(self.folder)  # noqa: PTH208 (a Path for each of thousands takes longer than the rest)
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise LibraryError(f"{self.folder} cannot be read ({problem.strerror}): mend its permissions") from None
        stamps = ((name, self._stamp(name)) for name in names if not name.startswith("."))
        return {name: stamp for name, stamp in stamps if stamp}

    def _stamp(self, identity: str) -> str:
        """What changes when the facts of an attempt do; "" where there are none."""
        try:
            status = os.stat(f"{self.folder}/{identity}/{FACTS}")  # noqa: PTH116 (as above)
        except OSError:
            return ""
        return f"{status.st_mtime_ns}:{status.st_size}"
