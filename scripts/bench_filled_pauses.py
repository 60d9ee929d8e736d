"""How many of the filled pauses that are said are printed or heard, and how many are invented.

    python scripts/bench_filled_pauses.py FOLDER --model DIR [--model DIR]

FOLDER holds spoken answers, NAME.wav, and NAME.json with `fillers`, a list of [what, start, end] in seconds; what is
missing there is spoken first: the development answers, by piper's joe. Then the recordings of people in the outside
data are heard, those with word times for what is found, all for what is invented. Printed: um and uh in the
transcript within 0.5 s of a filler; heard: a finding whose middle lies within 0.4 s of one that was not printed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import soundfile

from kit.corpus import read
from kit.places import outside
from kit.tables import table
from spoken_answers import tell
from starclock.english.hesitations import filled_pause
from starclock.pipeline import listen, review
from starclock.recognizers.faster_whisper import FasterWhisper
from starclock.speech import Interval

_PRINTED, _HEARD = 0.5, 0.4
_NOT_TIMED = 0.05
"""Seconds; a filler that its aligner gave less was not aligned."""


@dataclass(frozen=True, slots=True)
class Count:
    """What one recording gave. false : findings where no filler was said"""

    minutes: float
    said: int
    printed: int
    heard: int
    false: int

    @property
    def dropped(self) -> int:
        return self.said - self.printed


def speak(folder: Path) -> None:
    """The development answers as joe speaks them, where they are not there yet."""
    for at, answer in enumerate(read(outside("data", "spoken_dev.jsonl"))):
        path = folder / f"{answer.id}-joe.wav"
        if not path.exists():
            spoken = tell(answer, "joe", None, at, longest=600.0)
            soundfile.write(path, spoken.samples, spoken.rate, subtype="PCM_16")
            gold = [["", round(filler.start, 3), round(filler.end, 3)] for filler in spoken.fillers]
            path.with_suffix(".json").write_text(json.dumps({"fillers": gold}), encoding="utf-8")


def spoken(folder: Path) -> Iterator[tuple[Path, list[Interval]]]:
    """Recordings of the folder with the fillers said in them."""
    for path in sorted(folder.glob("*.wav")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["fillers"]
        yield path, [Interval(start, end) for *_, start, end in gold]


def people(with_fillers: bool) -> Iterator[tuple[Path, list[Interval]]]:
    """Recordings of people: with fillers of known times, or without any."""
    folder = outside("data", "audio")
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        fillers = [f for f in entry["fillers"] if filled_pause(f["form"])]
        timed = [Interval(f["start"], f["end"]) for f in fillers if f["start"] is not None]
        if with_fillers and timed:
            yield folder / entry["file"], [filler for filler in timed if filler.seconds >= _NOT_TIMED]
        elif not with_fillers and not fillers:
            yield folder / entry["file"], []


def count(path: Path, said: Sequence[Interval], recognizer: FasterWhisper) -> Count:
    """What is printed and heard of one recording."""
    attempt = listen(path, recognizer)
    printed = [word.middle for word in attempt.words if filled_pause(word.text)]
    findings = [f.middle for f in review(attempt).findings if f.check == "filler" and f.source == "audio"]

    def near(times: Sequence[float], filler: Interval, seconds: float) -> bool:
        return any(filler.start - seconds <= time <= filler.end + seconds for time in times)

    dropped = [filler for filler in said if not near(printed, filler, _PRINTED)]
    heard = sum(near(findings, filler, _HEARD) for filler in dropped)
    false = sum(not any(near([time], filler, _HEARD) for filler in said) for time in findings)
    return Count(attempt.seconds / 60, len(said), len(said) - len(dropped), heard, false)


def row(name: str, counts: Sequence[Count]) -> tuple[object, ...]:
    """A line of the table, all recordings added up."""
    said, printed, heard, false = (sum(getattr(c, of) for c in counts) for of in ("said", "printed", "heard", "false"))
    minutes = sum(c.minutes for c in counts)
    share = f"{(printed + heard) / said:.2f}" if said else "-"
    of_dropped = f"{heard / (said - printed):.2f}" if said > printed else "-"
    return name, f"{minutes:.1f}", said, printed, said - printed, heard, of_dropped, share, f"{false / minutes:.2f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, action="append", required=True)
    choices = parser.parse_args()
    choices.folder.mkdir(parents=True, exist_ok=True)
    speak(choices.folder)
    sets = {
        "natural voice": list(spoken(choices.folder)),
        "people with fillers": list(people(True)),
        "people without": list(people(False)),
    }
    recognizers = [FasterWhisper(model.name, model) for model in choices.model]
    table(
        "recordings | minutes | said | printed | dropped | of these heard | share | printed or heard | false a minute",
        (
            row(f"{name}, {recognizer.model}", [count(path, said, recognizer) for path, said in recordings])
            for recognizer in recognizers
            for name, recordings in sets.items()
        ),
    )


if __name__ == "__main__":
    main()
