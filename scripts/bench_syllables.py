"""How well `starclock.english.syllables` counts, against the CMU Pronouncing Dictionary (comes with pocketsphinx).

    python scripts/bench_syllables.py [TEXT...]     TEXT: files of talk, JSON lines with "text" or "segments"

Prints a table: the whole dictionary; words the rule has never seen (learned on four fifths, judged on the fifth);
and talk, word by word and in sum. A count is right where it is that of the first pronunciation listed; "either"
takes any listed one ("every" is two or three).
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kit.corpus import unmarked
from kit.tables import table
from starclock.english.syllables import estimate, syllables
from train_syllables import dictionary, learn

Said = Mapping[str, list[int]]


def row(name: str, words: Iterable[str], said: Said, count: Callable[[str], int]) -> list[object]:
    """A row of the table."""
    known = [word for word in words if word in said]
    counted = [count(word) for word in known]
    first = sum(n == said[word][0] for word, n in zip(known, counted, strict=True))
    either = sum(n in said[word] for word, n in zip(known, counted, strict=True))
    total = sum(said[word][0] for word in known)
    shares = (f"{100 * right / len(known):.2f} %" for right in (first, either))
    return [name, len(known), *shares, f"{100 * (sum(counted) - total) / total:+.2f} %"]


def talk(path: Path) -> list[str]:
    """The words of a file of talk, marks and print taken off."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        spoken = json.loads(line)
        text = spoken.get("text") or " ".join(segment["text"] for segment in spoken["segments"])
        found += [word.strip(".,?!;:\"'“”").lower().replace("’", "'") for word in unmarked(text).split()]
    return found


def main() -> None:
    said = dictionary()
    unseen = [word for word in said if zlib.crc32(word.encode()) % 5 == 0]
    weights = learn([word for word in sorted(said) if zlib.crc32(word.encode()) % 5], said)
    rows = [row("the dictionary, rule and list", said, said, syllables)]
    rows.append(row("the dictionary, words unseen by the rule", unseen, said, lambda word: estimate(word, weights)))
    for path in map(Path, sys.argv[1:]):
        words = talk(path)
        rows.append(row(f"{path.stem}, rule and list", words, said, syllables))
        rows.append(row(f"{path.stem}, rule alone", words, said, lambda word: estimate(word, weights)))
    table("words | number | right | either | sum", rows)


if __name__ == "__main__":
    main()
