"""How well `starclock.english.syllables` counts, against the CMU Pronouncing Dictionary (comes with pocketsphinx).

    python scripts/bench_syllables.py [TEXT...]     TEXT: files of talk, JSON lines with "text" or "segments"

Prints a table: the whole dictionary; words the rule has never seen (learned on four fifths, judged on the fifth);
and talk, word by word and in sum. A count is right where it is that of the first pronunciation listed; "either"
takes any listed one ("every" is two or three).
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from starclock.english.syllables import estimate, syllables
from train_syllables import dictionary, learn

Said = Mapping[str, list[int]]


def row(name: str, words: Iterable[str], said: Said, count: Callable[[str], int]) -> str:
    """One line of the table."""
    known = [word for word in words if word in said]
    counted = [count(word) for word in known]
    first = sum(n == said[word][0] for word, n in zip(known, counted, strict=True))
    either = sum(n in said[word] for word, n in zip(known, counted, strict=True))
    total = sum(said[word][0] for word in known)
    return (
        f"| {name} | {len(known)} | {100 * first / len(known):.2f} % | {100 * either / len(known):.2f} % "
        f"| {100 * (sum(counted) - total) / total:+.2f} % |"
    )


def talk(path: Path) -> list[str]:
    """The words of a file of talk, marks and print taken off."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        spoken = json.loads(line)
        text = spoken.get("text") or " ".join(segment["text"] for segment in spoken["segments"])
        text = re.sub(r"\[\[\w\|(.*?)\]\]", r"\1", text)
        found += [word.strip(".,?!;:\"'“”").lower().replace("’", "'") for word in text.split()]
    return found


def main() -> None:
    said = dictionary()
    unseen = [word for word in said if zlib.crc32(word.encode()) % 5 == 0]
    weights = learn([word for word in sorted(said) if zlib.crc32(word.encode()) % 5], said)
    print("| words | number | right | either | sum |\n|---|---|---|---|---|")
    print(row("the dictionary, rule and list", said, said, syllables))
    print(row("the dictionary, words unseen by the rule", unseen, said, lambda word: estimate(word, weights)))
    for name in sys.argv[1:]:
        words = talk(Path(name))
        print(row(f"{Path(name).stem}, rule and list", words, said, syllables))
        print(row(f"{Path(name).stem}, rule alone", words, said, lambda word: estimate(word, weights)))


if __name__ == "__main__":
    main()
