"""Faults on purpose: what was tried, what survived, what was lost.

    python scripts/bench_faults.py [--kills 100] [--takes 30] [--attempts 1000] [--only NAME,...]

Real processes, real signals, a real small disk; takes are spoken into PulseAudio's null sink
(tests/virtual_microphone.py). Prints the table for docs/reliability.md and ends with status 1 when anything was
lost. Linux; the small disk needs the right to mount (root).

survived : the library opens whole, and everything that was told as kept is there; lost : what is not, sound in seconds
"""

from __future__ import annotations

import argparse
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from kit.tables import table
from starclock.library import Library
from starclock.speech import Attempt, Interval, Sound, Word

HERE = Path(__file__).resolve().parent
AUDIO_BYTES = 400_000
STARCLOCK = [sys.executable, "-c", "from starclock.cli import main; main()"]


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    fault: str
    tried: int
    survived: int
    lost: str = "nothing"

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """As the table prints it."""
        return self.fault, f"{self.tried:,}", f"{self.survived:,}", self.lost


def attempt(**facts: object) -> Attempt:
    """A short kept answer."""
    said = "My task was clear. I rewrote the queue. Errors fell by 40%.".split() * 4
    words = tuple(Word(i * 0.5, i * 0.5 + 0.4, word) for i, word in enumerate(said))
    made = Attempt(
        "x", len(said) * 0.5, words, "whisper", sound=Sound(speech=(Interval(0, 20),)), question="What broke?"
    )
    return replace(made, **facts)  # type: ignore[arg-type]


# Several starclocks at one library

ADD = """
library, sound = Library(Path(sys.argv[1])), Path(sys.argv[1]).parent / "sound.flac"
for number in range(int(sys.argv[3])):
    made = attempt(recorded_at="2026-01-02T03:04:05+00:00", note=f"{sys.argv[2]}-{number}")
    print("kept", library.add(made, sound).id, made.note, flush=True)
"""
CHANGE = """
import random
library, dice = Library(Path(sys.argv[1])), random.Random(int(sys.argv[2]))
for number in range(int(sys.argv[3])):
    ids = library.ids()
    if not ids: continue
    identity, tag = dice.choice(ids), f"{sys.argv[2]}-{number}"
    try:
        if dice.random() < 0.1:
            library.delete(identity)
            print("deleted", identity, flush=True)
        else:
            library.change(identity, lambda now: replace(now, tags=(*now.tags, tag)))
            print("tagged", identity, tag, flush=True)
    except LibraryError as problem:
        print("refused", identity, str(problem).splitlines(), flush=True)
"""
HEAD = """
import sys
from dataclasses import replace
from pathlib import Path
from bench_faults import attempt
from starclock.errors import LibraryError
from starclock.library import Library
"""


def start(program: str, folder: Path, number: int, each: int) -> subprocess.Popen[str]:
    """Runs one of the programs above beside others."""
    command = [sys.executable, "-c", HEAD + program, str(folder), str(number), str(each)]
    return subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True)


def side_by_side(attempts: int, processes: int = 4) -> Row:
    """Attempts of one second, kept by several processes at once."""
    with a_library() as library:
        started = [start(ADD, library.folder, number, attempts // processes) for number in range(processes)]
        told = [line.split()[1:] for process in started for line in process.communicate()[0].splitlines()]
        there = {one.id: one.note for one in library}
        right = sum(there.get(identity) == note for identity, note in told)
        whole = sum((library.folder / i / "audio.flac").stat().st_size == AUDIO_BYTES for i in there)
    tried = attempts // processes * processes
    lost = tried - min(right, whole, len(there))
    return Row(f"{processes} processes keep attempts of the same second", tried, tried - lost, lost_of(lost, "attempt"))


def all_at_once(each: int) -> Row:
    """Attempts are kept, tagged and deleted by eight processes at once: what each was told is true afterwards."""
    with a_library() as library:
        started = [start(ADD, library.folder, number, each) for number in range(4)]
        started += [start(CHANGE, library.folder, number, each) for number in range(4, 8)]
        told = [line.split() for process in started for line in process.communicate()[0].splitlines()]
        kept = {line[1] for line in told if line[0] == "kept"}
        deleted = {line[1] for line in told if line[0] == "deleted"}
        tags = {one.id: one.tags for one in library}
        wrong = len((kept - deleted) ^ tags.keys())
        wrong += sum(line[2] not in tags[line[1]] for line in told if line[0] == "tagged" and line[1] in tags)
    done = [line for line in told if line[0] != "refused"]
    return Row("4 keep, 4 tag and delete, all at once", len(done), len(done) - wrong, lost_of(wrong, "change"))


# Killed anywhere

WORK = """
import random
library, sound, dice = Library(Path(sys.argv[1])), Path(sys.argv[1]).parent / "sound.flac", random.Random()
print("ready", flush=True)
for number in range(10_000):
    ids, what = library.ids(), dice.random()
    if what < 0.5 or len(ids) < 3:
        print("kept", library.add(attempt(note=str(number)), sound).id, flush=True)
    elif what < 0.7:
        identity = dice.choice(ids)
        library.change(identity, lambda now: replace(now, name="named", corrections=now.corrections))
        print("named", identity, flush=True)
    elif what < 0.85:
        identity = dice.choice(ids)
        print("purging", identity, flush=True)
        library.purge_audio(identity)
    else:
        identity = dice.choice(ids)
        print("deleting", identity, flush=True)
        library.delete(identity)
"""


def killed_at_work(kills: int) -> Row:
    """SIGKILL at a random moment of keeping, changing, purging, deleting."""
    dice, survived, lost = random.Random(7), 0, 0
    for _ in range(kills):
        with a_library() as library:
            process = start(WORK, library.folder, 0, 0)
            assert process.stdout
            process.stdout.readline()
            time.sleep(dice.uniform(0.0, 0.4))
            process.kill()
            told = [line.split() for line in process.communicate()[0].splitlines() if len(line.split()) == 2]
            missing = broken_promises(library, told)
            survived += not missing
            lost += missing
    return Row("SIGKILL while keeping, correcting, purging, deleting", kills, survived, lost_of(lost, "attempt"))


def broken_promises(library: Library, told: list[list[str]]) -> int:
    """How many attempts are not as they were told to be, and whether the library is as a new start leaves it."""
    library.tidy()
    damaged: list[str] = []
    there = {head.id for head in library.heads(damaged.append)}
    wrong = len(damaged)
    for identity in there:
        audio = library.folder / identity / "audio.flac"
        wrong += audio.is_file() and audio.stat().st_size != AUDIO_BYTES
        wrong += not library.get(identity).words
    gone = {identity for what, identity in told if what == "deleting"}
    muted = {identity for what, identity in told if what == "purging"} | gone
    kept = {identity for what, identity in told if what == "kept"}
    wrong += len(kept - gone - there)
    wrong += sum(not (library.folder / i / "audio.flac").is_file() for i in kept - muted)
    wrong += sum(library.get(i).name != "named" for what, i in told if what == "named" and i in there - gone)
    work = library.folder / ".work"
    return wrong + (len(list(work.iterdir())) if work.is_dir() else 0)


def killed_importing(kills: int, each: int = 12) -> Row:
    """SIGKILL at a random moment of `starclock import`; the same command then goes on where it stopped."""
    dice, survived, lost = random.Random(11), 0, 0
    with tempfile.TemporaryDirectory() as folder:
        packed = Path(folder) / "packed"
        packed.mkdir()
        with a_library() as library:
            for number in range(each):
                kept = library.add(attempt(note=str(number), recorded_at=f"2026-01-02T03:04:{number:02d}+00:00"))
                library.export(kept, packed / f"{number}.starclock")
        for _ in range(kills):
            with a_library() as library:
                home = {**os.environ, "STARCLOCK_HOME": str(library.folder)}
                command = [*STARCLOCK, "import", str(packed)]
                process = subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                time.sleep(dice.uniform(0.3, 2.0))
                process.kill()
                process.wait()
                again = subprocess.run(command, env=home, capture_output=True, text=True)
                notes = sorted(int(one.note or -1) for one in library)
                missing = len(set(range(each)) ^ set(notes)) + len(notes) - len(set(notes)) + (again.returncode != 0)
                survived += not missing
                lost += missing
    return Row("SIGKILL while importing, then the same import again", kills, survived, lost_of(lost, "attempt"))


# Takes


def killed_takes(takes: int, how: str = "KILL") -> Row:
    """A signal at a random moment of `starclock record`; the next start finishes what was spoken."""
    from virtual_microphone import virtual_microphone

    dice, survived, worst, while_recording = random.Random(f"13 {how}"), 0, 0.0, 0
    with virtual_microphone() as microphone:
        voice = microphone.voice(
            "Last year our payment service went down. I rebuilt the queue. It never went down again."
        )
        for number in range(takes):
            with a_library() as library:
                home = {**microphone.environment, "STARCLOCK_HOME": str(library.folder)}
                options = ["--device", microphone.device, "--countdown", "1", "--max", "6s", "--story", "queue"]
                began = time.monotonic()
                process = subprocess.Popen(
                    [*STARCLOCK, "record", "--question", f"Question {number}?", *options],
                    env=home,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
                speaking = microphone.begin(voice)
                wait = dice.uniform(0.5, 16.0)
                recording = recording_from(process, began + wait)
                time.sleep(max(0.0, began + wait - time.monotonic()))
                ended = time.monotonic()
                send(process, how)
                process.wait()
                speaking.wait()
                spoken = min(6.0, ended - recording) if recording else 0.0
                kept, seconds = after_a_kill(library, home, f"Question {number}?")
                while_recording += 0 < spoken < 6
                lost = max(0.0, spoken - seconds)
                worst = max(worst, lost)
                survived += kept and lost <= 1.0
    fault = f"SIG{how} at a random moment of `record`, {while_recording} of them while it recorded"
    return Row(fault, takes, survived, f"at most {worst:.2f} s of sound")


def recording_from(process: subprocess.Popen[bytes], until: float) -> float | None:
    """When the process said that it records; None where it has not by then."""
    assert process.stderr
    told = b""
    while (left := until - time.monotonic()) > 0 and select.select([process.stderr], [], [], left)[0]:
        part = os.read(process.stderr.fileno(), 4096)
        told += part
        if b"recording\n" in told:
            return time.monotonic()
        if not part:
            return None
    return None


def send(process: subprocess.Popen[bytes], how: str) -> None:
    """The signal; "INT INT" twice, "STOP CONT" a pause of a second and then Ctrl-C."""
    for name in how.split():
        if process.poll() is None:
            process.send_signal(getattr(signal, f"SIG{name}"))
            time.sleep(1.0 if name == "STOP" else 0.05)
    if how == "STOP CONT" and process.poll() is None:
        process.send_signal(signal.SIGINT)


def after_a_kill(library: Library, home: dict[str, str], question: str) -> tuple[bool, float]:
    """Whether the next starts leave a whole library with what was spoken in it, and its seconds."""
    first = subprocess.run([*STARCLOCK, "progress"], env=home, capture_output=True, text=True)
    second = subprocess.run([*STARCLOCK, "progress"], env=home, capture_output=True, text=True)
    takes = library.takes.unfinished()
    library.takes.leave()
    told_once = ("unfinished take" in first.stderr) == bool(takes) and "unfinished take" not in second.stderr
    subprocess.run([*STARCLOCK, "recover"], env=home, capture_output=True, text=True)
    # What has no voice in it stays until it is deleted, by the name that is shown.
    silent = library.takes.unfinished()
    seconds = sum(take.seconds for take in silent)
    library.takes.leave()
    for take in silent:
        subprocess.run([*STARCLOCK, "recover", "--delete", take.id, "--yes"], env=home, capture_output=True)
    kept = list(library)
    seconds += sum(one.seconds for one in kept)
    right = all(one.question == question and one.story == "queue" and one.audio for one in kept) and len(kept) <= 1
    left = [*library.takes.folder.iterdir()] if library.takes.folder.is_dir() else []
    return told_once and right and not left and not library.takes.unfinished(), seconds


# Disks


def full_disk(times: int) -> Row:
    """Attempts are kept on a disk of 3 MB until it is full: one line, and what was kept before stays whole."""
    survived = 0
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder, mounted(Path(folder), "size=3m"):
            library, sound = Library(Path(folder) / "recordings"), Path(folder) / "sound.flac"
            sound.write_bytes(bytes(AUDIO_BYTES))
            told, kept = "", []
            while not told:
                try:
                    kept.append(library.add(attempt(), sound).id)
                except Exception as problem:
                    told = f"{type(problem).__name__} {problem}"
            right = told.startswith("LibraryError") and "No space left on device; free some space" in told
            right = right and sorted(kept) == sorted(library.ids()) and all(one.words for one in library)
            work = library.folder / ".work"
            survived += right and len(kept) > 3 and not list(work.iterdir())
    return Row("the disk is full while an attempt is kept", times, survived)


def read_only_disk() -> Row:
    """Every command on a library that cannot be written: reading works, writing is one line."""
    reading = ("list", "report", "progress", "phases", "note last", "recover", "export last x.starclock --force")
    writing = ("tag last a", "rename last x", "delete last --yes", "purge --audio last --yes")
    commands = (*reading, *writing, "compare last last~1 --json")
    survived = 0
    with tempfile.TemporaryDirectory() as folder, mounted(Path(folder), "size=3m"):
        library = Library(Path(folder) / "recordings")
        for _ in range(2):
            library.add(attempt())
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        home = {**os.environ, "STARCLOCK_HOME": str(library.folder)}
        for command in commands:
            with tempfile.TemporaryDirectory() as elsewhere:
                done = subprocess.run(
                    [*STARCLOCK, *command.split()], env=home, cwd=elsewhere, capture_output=True, text=True
                )
            writes = command.split()[0] in ("tag", "rename", "delete", "purge")
            right = done.returncode == (1 if writes else 0) and "Traceback" not in done.stderr
            survived += right and (not writes or "can only be read" in done.stderr or "nothing to purge" in done.stderr)
    return Row("a disk that can only be read, every command", len(commands), survived)


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A small disk of its own."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@contextmanager
def a_library() -> Iterator[Library]:
    """An empty one, with a sound beside it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sound.flac").write_bytes(bytes(AUDIO_BYTES))
        yield Library(Path(folder) / "recordings")
        shutil.rmtree(Path(folder) / "recordings", ignore_errors=True)


def lost_of(count: int, what: str) -> str:
    """What the table says of a count."""
    return "nothing" if not count else f"{count} {what}{'s' * (count > 1)}"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--takes", type=int, default=30)
    parser.add_argument("--attempts", type=int, default=1000)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    sys.path.append(str(HERE.parent / "tests"))
    few = max(1, chosen.takes // 10)
    faults: dict[str, Callable[[], Row]] = {
        "side": lambda: side_by_side(chosen.attempts),
        "beside": lambda: all_at_once(50),
        "work": lambda: killed_at_work(chosen.kills),
        "import": lambda: killed_importing(max(1, chosen.kills // 5)),
        "full": lambda: full_disk(5),
        "readonly": read_only_disk,
        "take": lambda: killed_takes(chosen.takes),
        **{how: lambda how=how: killed_takes(few, how) for how in ("TERM", "HUP", "INT INT", "STOP CONT")},  # type: ignore[misc]
    }
    wanted = chosen.only.split(",") if chosen.only else list(faults)
    rows: list[Row] = []

    def tried() -> Iterator[tuple[str, ...]]:
        for name in wanted:
            rows.append(faults[name]())
            yield rows[-1].cells

    table("fault | tried | survived | lost", tried())
    sys.exit(any(row.survived < row.tried for row in rows))


if __name__ == "__main__":
    main()
