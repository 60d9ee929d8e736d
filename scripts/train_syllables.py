"""Learns src/starclock/english/syllables.json from the CMU Pronouncing Dictionary that comes with pocketsphinx.

    python scripts/train_syllables.py            writes the rule and the list of words it gets wrong

The rule adds up weights of vowel groups and their neighbors (least squares, small weights dropped); the words
of the dictionary that it still gets wrong are listed. `scripts/bench_syllables.py` measures the rule on words it
has not seen.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import lsmr

from starclock.english.syllables import estimate, grams

TABLE = Path(__file__).parents[1] / "src" / "starclock" / "english" / "syllables.json"
VOWELS = frozenset("AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split())
RARE, SMALL, DAMP = 3, 0.1, 2.0


def dictionary() -> dict[str, list[int]]:
    """Lower-case word -> syllables of its pronunciations, the first listed first."""
    import pocketsphinx

    path = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    found = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *phones = line.split()
        word = re.sub(r"\(\d+\)$", "", word)
        if re.fullmatch(r"[a-z]+(?:'[a-z]+)*", word):
            found[word].append(sum(phone in VOWELS for phone in phones))
    return dict(found)


def learn(words: Sequence[str], said: Mapping[str, list[int]]) -> dict[str, float]:
    """gram -> weight, fitted twice: once with all grams, again with those that mattered."""
    seen = Counter(gram for word in words for gram in set(grams(word)))
    weights = _fit([gram for gram, count in seen.items() if count >= RARE], words, said)
    weights = _fit([gram for gram, weight in weights.items() if abs(weight) >= SMALL], words, said)
    return {gram: round(weight, 2) for gram, weight in sorted(weights.items())}


def _fit(names: Sequence[str], words: Sequence[str], said: Mapping[str, list[int]]) -> dict[str, float]:
    index = {gram: i for i, gram in enumerate(names)}
    cells = [(row, index[gram]) for row, word in enumerate(words) for gram in grams(word) if gram in index]
    rows, columns = zip(*cells, strict=True)
    table = csr_matrix((np.ones(len(cells)), (rows, columns)), (len(words), len(names)))
    goal = np.array([said[word][0] for word in words], float)
    return dict(zip(names, lsmr(table, goal, damp=DAMP, maxiter=300)[0].tolist(), strict=True))


def main() -> None:
    said = dictionary()
    words = sorted(said)
    weights = learn(words, said)
    wrong = {word: said[word][0] for word in words if estimate(word, weights) != said[word][0]}
    TABLE.write_text(json.dumps({"weights": weights, "words": wrong}, indent=0) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {len(weights)} weights, {len(wrong)} listed, {TABLE.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
