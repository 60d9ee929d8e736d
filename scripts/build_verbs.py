"""Writes src/starclock/english/verbs.txt from WordNet 3.0 and lemminflect. Run by hand when either changes.

    apt-get install wordnet-base && pip install lemminflect
    python scripts/build_verbs.py [--wordnet /usr/share/wordnet] [--out src/starclock/english/verbs.txt]

One verb a line: `lemma [past participle] [-]`. Forms are written only where the rules of
`starclock.english.verbs` would not find them; "-" marks a verb that WordNet gives no frame with an object.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from pathlib import Path

from starclock.english.verbs import MODALS

# Verb frames of WordNet with a direct object or a complement clause (wninput(5WN), "verb frames").
WITH_OBJECT = {8, 9, 10, 11, 14, 15, 16, 17, 18, 19, 20, 21, 24, 25, 26, 30, 31, 34}
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def frames(wordnet: Path) -> dict[str, set[int]]:
    """Every single-word verb with the frames of all its senses. data.verb as in wndb(5WN)."""
    found: dict[str, set[int]] = defaultdict(set)
    for line in (wordnet / "data.verb").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = [fields[4 + 2 * i].lower() for i in range(count)]
        after = 4 + 2 * count
        rest = fields[after + 1 + 4 * int(fields[after]) :]
        given = [(int(rest[i + 1]), int(rest[i + 2], 16)) for i in range(1, len(rest), 3)]
        for number, word in enumerate(words, 1):
            if _WORD.fullmatch(word):
                found[word] |= {frame for frame, which in given if which in (0, number)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wordnet", type=Path, default=Path("/usr/share/wordnet"))
    parser.add_argument("--out", type=Path, default=Path("src/starclock/english/verbs.txt"))
    args = parser.parse_args()
    from lemminflect import getInflection  # type: ignore[import-not-found]

    known = frames(args.wordnet)
    lines = []
    for lemma in sorted((known.keys() | _specialist()) - MODALS):
        if lemma.replace("-", "") in known and "-" in lemma:
            continue  # "re-write" is read as "rewrite" is
        past = _spelled(getInflection(lemma, "VBD", inflect_oov=False))
        participle = _spelled(getInflection(lemma, "VBN", inflect_oov=False)) or past
        # The lexicon names one participle; "learnt", "proved" and "lit" stand only among its past forms.
        participle |= {form for form in past if participle & past or _regular(form, lemma)}
        line = lemma
        if not all(_regular(form, lemma) for form in past | participle):
            line += f" {'/'.join(sorted(past))} {'/'.join(sorted(participle))}"
        lines.append(line if lemma not in known or known[lemma] & WITH_OBJECT else line + " -")
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} verbs, {args.out.stat().st_size} bytes")


def _specialist() -> set[str]:
    """Verbs of the SPECIALIST lexicon that lemminflect carries."""
    import gzip

    import lemminflect

    table = Path(lemminflect.__file__).parent / "resources" / "infl_lu.csv.gz"
    rows = (line.split(",") for line in gzip.decompress(table.read_bytes()).decode("utf-8").splitlines())
    return {row[0] for row in rows if row[1] == "verb" and _WORD.fullmatch(row[0])}


def _spelled(forms: tuple[str, ...]) -> set[str]:
    return {form for form in forms if _WORD.fullmatch(form)}


def _regular(form: str, lemma: str) -> bool:
    from starclock.english.verbs import _stems

    return lemma in _stems(form, "ed")


if __name__ == "__main__":
    main()
