"""Pieces -> words. Whisper parts a word at its punctuation: " $1" ".2", " 0" ".2" "%", " time" "-outs", " O" "'Brien".

Three things can tell which pieces are one word, the surest first:

    the segment's text   "saved $1.2 million" has its blanks where words begin
    the pieces' blanks   Whisper's own pieces begin with one where a word begins
    their print alone    ".2" after a digit, "%", "-outs" begin no word
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from starclock.speech import Word
from starclock.transcripts.heard import Piece, shared

_MARKS = re.compile(r"[-–—.…\"'“”‘’()\[\]{},;:!?*_~|`]+")
"""Print that nobody says: alone it is no word."""
_OPENING, _CLOSING = ("[", "(", "{"), ("]", ")", "}")
_DASH = re.compile(r"(?<=\w)(?:—|--+|\.{2,}|…)[\"'”’)]?(?=[^\W\d])")
"""Where two words are printed as one: "twice—no", "so...I"."""
_NO_BLANKS = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts that put no blank between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_TAG = re.compile(r"\[(uh|um)\]", re.IGNORECASE)
"""How verbatim models print a filler."""
_GOES_ON = (
    (re.compile(r"[$€£¥₹#]$"), re.compile(r"\d")),
    (re.compile(r"\d$"), re.compile(r"%|‰|°|[.,:/]\d")),
    (re.compile(r"(?:^|\.)[A-Za-z]$"), re.compile(r"\.[A-Za-z](?:\W|$)")),
    (re.compile(r"\w$"), re.compile(r"[-‑/&_@+]\w|['’][A-Za-z]|\.[a-z]|\+\+?(?:\W|$)|#(?:\W|$)")),
    (re.compile(r"\w[-‑/&_@]$"), re.compile(r"\w")),
)
"""Print before a piece, and the piece's beginning: together they are one word."""


def joined(pieces: Sequence[Piece], text: str | None = None) -> list[Word]:
    """The words that pieces are parts of, each from the start of its first to the end of its last piece.

    text : the same words as one text, where there is one

    A word is as probable as its pieces in the mean, each counted by its letters: Whisper does so with the tokens of
    a piece.

    >>> [w.text for w in joined([Piece(0, 1, " $1"), Piece(1, 2, ".2"), Piece(2, 3, " million,"), Piece(3, 4, " and")])]
    ['$1.2', 'million,', 'and']
    >>> [w.text for w in joined([Piece(0, 1, "0"), Piece(1, 2, ".05"), Piece(2, 3, "%"), Piece(3, 4, "more")])]
    ['0.05%', 'more']
    """
    pieces = [part for piece in pieces if piece.text.strip() for part in _single(piece)]
    if not pieces:
        return []
    runs = _by_text(pieces, text) if text and not _NO_BLANKS.search(text) else None
    if runs is None:
        runs = _runs(pieces)
    return [word for run in _without_marks(runs) for word in _parted(run)]


def _single(piece: Piece) -> Sequence[Piece]:
    """A piece that holds several words as one for each."""
    texts = piece.text.split()
    if len(texts) == 1:
        return [piece]
    first = " " if piece.text[0].isspace() else ""
    marked = [f"{first}{texts[0]}", *(f" {text}" for text in texts[1:])]
    return shared(marked, piece.start, piece.end, piece.probability)


def extend(words: list[Word], more: Sequence[Word], begins: str) -> None:
    """Adds the words of the next segment; its first may still belong to the last word ("0.2" | "%").

    begins : the first piece of `more` as printed
    """
    if words and more and not begins[:1].isspace() and goes_on(words[-1].text, begins):
        last = words.pop()
        run = [Piece(w.start, max(w.start, w.end), w.text, w.probability) for w in (last, more[0])]
        words += _parted(run)
        more = more[1:]
    words += more


def goes_on(before: str, piece: str) -> bool:
    """Whether a piece's print alone says that it belongs to the word before.

    >>> goes_on("99", ".9"), goes_on("time", "-outs"), goes_on("about", ".5"), goes_on("U.S", ".A."), goes_on("I", "-")
    (True, True, False, True, False)
    """
    return any(ends.search(before) and begins.match(piece) for ends, begins in _GOES_ON)


def _runs(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces word by word: by their blanks where there are any, else by their print."""
    texts = [piece.text for piece in pieces]
    blanks = any(text[0].isspace() or text[-1].isspace() for text in texts)
    runs = [[pieces[0]]]
    for before, piece in pairwise(pieces):
        if blanks:
            begins = piece.text[0].isspace() or before.text[-1].isspace() or bool(_NO_BLANKS.match(piece.text))
        else:
            begins = not goes_on("".join(p.text.strip() for p in runs[-1]), piece.text)
        if begins:
            runs.append([piece])
        else:
            runs[-1].append(piece)
    return runs


def _by_text(pieces: Sequence[Piece], text: str) -> list[list[Piece]] | None:
    """Pieces word by word as the text has them, with the text's print; None where the two differ in a letter.

    A recognizer's pieces may lack the punctuation that its text has, or hold two words in one.
    """
    said = text.split()
    prints = [piece.text.split() for piece in pieces]
    for solid in (str.casefold, _letters):
        spelled = [solid("".join(parts)) for parts in prints]
        told = [solid(word) for word in said]
        if any(spelled) and "".join(spelled) == "".join(told):
            return _laid_out(pieces, spelled, said, told)
    return None


def _laid_out(
    pieces: Sequence[Piece], spelled: Sequence[str], said: Sequence[str], told: Sequence[str]
) -> list[list[Piece]]:
    """For each word of `said` the pieces, or their parts, that spell it."""
    starts = list(accumulate((len(s) for s in spelled), initial=0))

    def time(letter: int, last: bool) -> tuple[int, float]:
        """The piece a letter lies in, and where in the recording it begins, or ends if it is a word's last."""
        at = bisect_right(starts, letter) - 1
        piece, share = pieces[at], (letter + last - starts[at]) / len(spelled[at])
        return at, piece.start + share * piece.seconds

    runs: list[list[Piece]] = []
    letter = 0
    for print_, spelling in zip(said, told, strict=True):
        if not spelling:  # a dash or a sign that the pieces leave out stands beside the word before
            if runs:
                runs.append([Piece(runs[-1][-1].end, runs[-1][-1].end, print_)])
            continue
        (first, start), (last, end) = time(letter, False), time(letter + len(spelling) - 1, True)
        parts = [(pieces[at].probability, len(spelled[at])) for at in range(first, last + 1)]
        runs.append([Piece(start, max(start, end), print_, _mean(parts))])
        letter += len(spelling)
    return runs


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _without_marks(runs: Sequence[list[Piece]]) -> Iterator[list[Piece]]:
    """A mark that stands alone goes with the word before, an opening bracket with the word after.

    Before the first word a mark is left out.
    """
    held: list[Piece] = []
    opening: list[Piece] = []
    for run in runs:
        text = run[0].text.strip() if len(run) == 1 else "".join(piece.text.strip() for piece in run)
        if text in _OPENING:
            opening = run
        elif not _MARKS.fullmatch(text):
            if held:
                yield held
            held, opening = [*opening, *run], []
        elif held and text in _CLOSING:
            held = [*held, *run]
        elif held:
            mark = run[0]
            held = [*held, Piece(mark.start, mark.end, " " + mark.text.strip(), mark.probability), *run[1:]]
    if held:
        yield held


def _parted(run: Sequence[Piece]) -> Iterator[Word]:
    """The word that pieces make; two where a dash or dots join two."""
    if len(run) == 1 and (text := run[0].text.strip()).isalnum():  # most of them
        yield Word(run[0].start, run[0].end, text, run[0].probability)
        return
    last = next((piece for piece in reversed(run) if not _MARKS.fullmatch(piece.text.strip())), run[-1])
    text = run[0].text.strip() + "".join(_inner(piece.text) for piece in run[1:])
    text = _TAG.sub(lambda tag: tag[1].lower(), text)
    start, end = run[0].start, max(run[0].start, last.end)
    probability = _mean([(piece.probability, len(piece.text.strip())) for piece in run])
    edges = [0, *(match.end() for match in _DASH.finditer(text)), len(text)]
    for part in shared([text[a:b] for a, b in pairwise(edges)], start, end, probability):
        yield Word(part.start, part.end, part.text, part.probability)


def _inner(text: str) -> str:
    """A later piece of a word; only a mark that stands alone keeps its blank."""
    alone = text.strip()
    return text.rstrip() if _MARKS.fullmatch(alone) and alone not in _CLOSING else alone


def _mean(parts: Sequence[tuple[float | None, int]]) -> float | None:
    known = [(probability, max(1, letters)) for probability, letters in parts if probability is not None]
    return sum(p * n for p, n in known) / sum(n for _, n in known) if known else None
