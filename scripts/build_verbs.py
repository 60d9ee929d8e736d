"""Writes the tables of starclock.english from WordNet 3.0 and lemminflect. Run by hand when either changes.

    apt-get install wordnet-base wordnet-sense-index && pip install lemminflect
    python scripts/build_verbs.py [--wordnet /usr/share/wordnet] [--out src/starclock/english]

verbs.txt       one verb a line; past and participle only where no rule of `starclock.english.verbs` finds them
adjectives.txt  adjectives that look like participles, by kind (`starclock.english.verbs.adjectives`)
"""

from __future__ import annotations

import argparse
import gzip
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import lemminflect  # type: ignore[import-not-found]

from starclock.english import verbs

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
# Lexicographer file "verb.emotion" and the frame "Something ----s somebody" (lexnames(5WN), wninput(5WN)).
_EMOTION, _MOVES_SOMEBODY = "37", 10


@dataclass
class WordNet:
    """Counts are of the hand-tagged text behind WordNet (SemCor), plus 0.2 a sense so that none is zero."""

    verbs: Counter[str] = field(default_factory=Counter)
    emotion: Counter[str] = field(default_factory=Counter)
    adjectives: Counter[str] = field(default_factory=Counter)
    adjective_senses: Counter[str] = field(default_factory=Counter)
    senses: Counter[str] = field(default_factory=Counter)
    moving: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, folder: Path) -> WordNet:
        found = cls()
        for line in (folder / "index.sense").read_text(encoding="utf-8").splitlines():
            key, _, _, count = line.split()
            lemma, kind = key.split("%")
            part, file = kind.split(":")[:2]
            if part == "2":
                found.verbs[lemma] += int(count) + 0.2  # type: ignore[assignment]
                found.emotion[lemma] += (file == _EMOTION) * (int(count) + 0.2)  # type: ignore[assignment]
            elif part in "35":
                found.adjectives[lemma] += int(count)
                found.adjective_senses[lemma] += 1
        for word, frames in _frames(folder):
            found.senses[word] += 1
            found.moving[word] += _MOVES_SOMEBODY in frames
        return found


def _frames(folder: Path) -> list[tuple[str, set[int]]]:
    """Each verb of each synset with its frames. data.verb as in wndb(5WN)."""
    found = []
    for line in (folder / "data.verb").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        after = 4 + 2 * count
        rest = fields[after + 1 + 4 * int(fields[after]) :]
        given: dict[int, set[int]] = defaultdict(set)
        for i in range(1, len(rest), 3):
            given[int(rest[i + 2], 16)].add(int(rest[i + 1]))
        found += [(fields[2 + 2 * n].lower(), given[0] | given[n]) for n in range(1, count + 1)]
    return found


def verb_lines(wordnet: WordNet) -> list[str]:
    lines = []
    pasts = {past for lemma in wordnet.verbs for past in lemminflect.getInflection(lemma, "VBD", inflect_oov=False)}
    for lemma in sorted(filter(_WORD.fullmatch, wordnet.verbs.keys() | _specialist() | verbs.MODALS)):
        if lemma in verbs.MODALS:
            lines.append(lemma)  # "canned" and "willed" are regular; "could" and "would" are no verbs of action
            continue
        if lemma not in wordnet.verbs and ("-" in lemma or lemma + "d" in pasts):
            continue  # another spelling: "re-write", "develope"
        past = _spelled(lemminflect.getInflection(lemma, "VBD", inflect_oov=False))
        participle = _spelled(lemminflect.getInflection(lemma, "VBN", inflect_oov=False)) or past
        # The lexicon names one participle; "learnt", "proved" and "lit" stand only among its past forms.
        participle |= {form for form in past if participle & past or _regular(form, lemma)}
        irregular = not all(_regular(form, lemma) for form in past | participle)
        lines.append(f"{lemma} {'/'.join(sorted(past))} {'/'.join(sorted(participle))}" if irregular else lemma)
    return lines


def adjective_lines(wordnet: WordNet) -> list[str]:
    kinds: dict[str, list[str]] = {"none": [], "mostly": [], "feeling": []}
    known = verbs.table().lemmas
    for word in sorted(filter(_WORD.fullmatch, wordnet.adjectives)):
        verbs.forms.cache_clear()
        readings = [form.lemma for form in verbs.forms(word) if form.kind == "participle"]
        if not readings:
            continue
        lemma = max(readings, key=lambda lemma: wordnet.verbs[lemma])
        # About three in ten uses of a transitive verb in SemCor are participles.
        share = wordnet.adjectives[word] / (wordnet.adjectives[word] + 0.3 * wordnet.verbs[lemma] + 0.5)
        emotion = wordnet.emotion[lemma] / max(wordnet.verbs[lemma], 0.2)
        moving = wordnet.moving[lemma] / max(wordnet.senses[lemma], 1)
        if lemma not in known:
            kinds["none"].append(word)
        elif (emotion >= 0.4 and moving >= 0.25) or (moving >= 0.33 and share >= 0.45 and _moves(word, wordnet)):
            kinds["feeling"].append(word)
        elif share >= 0.75 and wordnet.adjectives[word] >= 3 and wordnet.verbs[lemma] < 15:
            kinds["mostly"].append(word)
    return [f"{kind}: {' '.join(words)}" for kind, words in kinds.items()]


def _moves(word: str, wordnet: WordNet) -> bool:
    """Whether what makes one `word` is an adjective too, as with all verbs of feeling: surprised, surprising."""
    return bool(wordnet.adjective_senses[word.removesuffix("ed") + "ing"])


def _specialist() -> set[str]:
    """Verbs of the SPECIALIST lexicon that lemminflect carries."""
    table = Path(lemminflect.__file__).parent / "resources" / "infl_lu.csv.gz"
    rows = (line.split(",") for line in gzip.decompress(table.read_bytes()).decode("utf-8").splitlines())
    return {row[0] for row in rows if row[1] == "verb"}


def _spelled(forms: tuple[str, ...]) -> set[str]:
    return {form for form in forms if _WORD.fullmatch(form)}


def _regular(form: str, lemma: str) -> bool:
    return lemma in verbs.stems(form, "ed")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=Path("src/starclock/english"))
    args = parser.parse_args()
    wordnet = WordNet.read(args.wordnet)
    for name, make in (("verbs.txt", verb_lines), ("adjectives.txt", adjective_lines)):
        (args.out / name).write_text("\n".join(make(wordnet)) + "\n", encoding="utf-8")
        verbs.table.cache_clear()
        print(f"{name}: {(args.out / name).stat().st_size} bytes")


if __name__ == "__main__":
    main()
