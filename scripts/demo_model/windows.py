"""Training windows: what faster-whisper will show the model, with what it should answer.

faster-whisper takes chunk_length seconds of mel from a place of its choice, pads with 0.0 to 30 s, and moves on to the
end of the last complete segment.  So a window is either CUT (5 s of talk that goes on: the answer ends before the
cut segment with two timestamps) or ENDED (a clip that stops: one timestamp at the end), or holds no speech at all.
A segment ends with the sentence, or at a comma with a pause once it has lasted 2 s.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .corpus import Utterance
from .model import WINDOW_SECONDS
from .tokens import STEP, Tokens

SILENCE = -10.0
LN10 = np.float32(np.log(10))
SHORT_SECONDS = 3  # ended windows up to this long are trained in batches of their own
START_SHIFT, END_SHIFT = 3, 2  # frames by which the guided span is later than the word (alignment comes out early)


@dataclass
class Word:
    """A printed word with its times in the window, and whether a segment ends with it."""

    text: str
    start: float
    end: float
    last: bool = False


@dataclass
class Window:
    """One window: mel [frames, 80] normalised; two answers (with and without timestamps) with guided spans.

    tokens[i] is to be predicted at place i; spans[i] = (first, last) encoder frame where it is spoken, or (-1, -1).
    """

    mel: NDArray[np.float32]
    phones: NDArray[np.int64]
    frame_tokens: NDArray[np.int64]
    stamped: list[int]
    stamped_spans: list[tuple[int, int]]
    plain: list[int]
    plain_spans: list[tuple[int, int]]


class Windows:
    """A seeded, endless source of windows from a corpus."""

    def __init__(self, corpus: list[Utterance], phones: list[str], tokens: Tokens, seed: int) -> None:
        self.corpus = corpus
        self.phone_ids = {phone: i for i, phone in enumerate(phones)}
        self.tokens = tokens
        self.random = np.random.default_rng(seed)

    def window(self, short: bool) -> Window:
        """A window, or a short ended one."""
        if self.random.random() < 0.02:
            return self._silent(short)
        mel, words, phones = self._talk(SHORT_SECONDS if short else WINDOW_SECONDS)
        return self._cropped(mel, words, phones, short)

    def _talk(self, seconds: float) -> tuple[NDArray[np.float32], list[Word], NDArray[np.int64]]:
        """Utterances one after the other, some pauses lengthened: mel, words, phone of each 10 ms frame."""
        mels: list[NDArray[np.float32]] = []
        phone_rows: list[NDArray[np.int64]] = []
        words: list[Word] = []
        pau = self.phone_ids["pau"]
        at = 0

        def add(mel: NDArray[np.float32], row: NDArray[np.int64]) -> None:
            nonlocal at
            mels.append(mel)
            phone_rows.append(row)
            at += len(mel)

        def pause(mean: float) -> None:
            n = int(min(self.random.exponential(mean), 2.5) * 100)
            add(np.full((n, 80), SILENCE, np.float32), np.full(n, pau))

        first = True
        while first or at < seconds * 100 + 800:
            first = False
            utterance = self.corpus[self.random.integers(len(self.corpus))]
            ends = np.array([end for _, end in utterance.phones])
            ids = np.array([self.phone_ids[phone] for phone, _ in utterance.phones])
            length = len(utterance.mel)
            row = ids[np.minimum(np.searchsorted(ends, (np.arange(length) + 0.5) / 100), len(ids) - 1)]
            mel = np.asarray(utterance.mel, np.float32)
            new = [Word(*word) for word in utterance.words]
            done = 0
            for i, word in enumerate(new):
                gap = new[i + 1].start - word.end if i + 1 < len(new) else 0
                shift = at / 100 - done / 100
                word.start, word.end = word.start + shift, word.end + shift
                if gap > 0.08 and self.random.random() < 0.3:
                    stop = int((word.end - shift + gap / 2) * 100)
                    add(mel[done:stop], row[done:stop])
                    done = stop
                    pause(0.3)
            add(mel[done:], row[done:])
            words += new
            pause(0.25)
        began = words[0].start
        for word, following in zip(words, [*words[1:], None], strict=True):
            word.last = word.text[-1] in ".?!" or (
                word.text[-1] == ","
                and word.end - began > 2
                and following is not None
                and following.start - word.end > 0.08
            )
            if word.last and following:
                began = following.start
        return np.concatenate(mels), words, np.concatenate(phone_rows)

    def _cropped(self, mel: NDArray[np.float32], words: list[Word], phones: NDArray[np.int64], short: bool) -> Window:
        """A piece that begins at a segment; cut or ended."""
        seconds: float = SHORT_SECONDS if short else WINDOW_SECONDS
        starts = [0] + [i + 1 for i, word in enumerate(words) if word.last and word.end < 4]
        k = int(self.random.choice(starts))
        before = words[k - 1].end if k else max(0.0, words[k].start - 1)
        lead = min(self.random.uniform(0, 0.6), words[k].start - before) if self.random.random() < 0.9 else 9.0
        lead = min(lead, words[k].start - before)
        if k and self.random.random() < 0.15:  # faster-whisper came back a little too early: the end of a word before
            lead = words[k].start - before + self.random.uniform(0, 0.1)
        origin = max(0, round((words[k].start - lead) * 100))
        words = [Word(w.text, w.start - origin / 100, w.end - origin / 100, w.last) for w in words[k:]]
        ended = short or self.random.random() < 0.4
        complete = [i + 1 for i, word in enumerate(words[:-1]) if word.last and word.end < seconds - 0.02]
        following: Word | None = None
        if ended and complete:
            count = int(self.random.choice(complete)) if self.random.random() < 0.3 else complete[-1]
            gap = words[count].start - words[count - 1].end
            seconds = min(seconds, words[count - 1].end + max(0.0, min(gap - 0.02, self.random.uniform(0.02, 0.6))))
        else:  # cut: after the last complete segment, or where that wastes too much after the last complete word
            count = complete[-1] if complete else 1
            if not complete or words[count - 1].end < seconds / 2:
                count = max(count, sum(word.end < seconds - 0.3 for word in words[:-1]))
            words[count - 1].last = True
            following = words[count] if words[count].start < seconds - 0.1 else None
        frames = (SHORT_SECONDS if short else WINDOW_SECONDS) * 50 + (8 if short else 16)
        n = min(int(seconds * 100), frames * 2 - 16)
        piece, row = mel[origin : origin + n], phones[origin : origin + n]
        full = np.zeros((frames * 2, 80), np.float32)
        full[: len(piece)] = self._dressed(piece)
        phone_row = np.full(frames, -100)
        phone_row[: len(row[1::2])] = row[1::2]
        return self._answered(full, phone_row, words, count, following)

    def _dressed(self, mel: NDArray[np.float32]) -> NDArray[np.float32]:
        """Gain, tilt and noise, then Whisper's clamp and scale."""
        tilt = np.linspace(-1, 1, 80, dtype=np.float32) * self.random.normal(0, 0.1)
        mel = mel + (tilt + self.random.uniform(-1.2, 0.4)).astype(np.float32)
        peak = mel.max()
        if self.random.random() < 0.5:
            level = (
                peak
                - self.random.uniform(3, 8)
                + np.linspace(1, -1, 80, dtype=np.float32) * self.random.uniform(0, 0.8)
            )
            noise = level + 0.25 * self.random.standard_normal(mel.shape, np.float32)
            mel = np.logaddexp(np.maximum(mel, -10) * LN10, noise * LN10) / LN10
        clamped: NDArray[np.float32] = (np.maximum(np.maximum(mel, -10), mel.max() - 8) + 4) / 4
        return clamped

    def _answered(
        self, mel: NDArray[np.float32], phones: NDArray[np.int64], words: list[Word], count: int, following: Word | None
    ) -> Window:
        tokens = self.tokens
        frame_tokens = np.where(phones >= 0, tokens.eot, -100)  # eot serves as "no token here"
        stamped: list[int] = []
        stamped_spans: list[tuple[int, int]] = []
        plain: list[int] = []
        plain_spans: list[tuple[int, int]] = []

        def stamp(seconds: float, latest: float = 30.0) -> None:
            stamped.append(tokens.stamp(min(seconds, latest)))
            frame = int(seconds / STEP)
            stamped_spans.append((max(0, frame - 3), min(frame + 3, len(phones) - 1)))

        began = True
        for i, word in enumerate(words):
            if word.start / STEP > len(phones):
                break
            after = words[i + 1].start if i + 1 < len(words) else word.end + 0.3
            placed = self._placed(tokens.word(word.text), word, word.text[-1] in ".,?!", after)
            for token, first, last in placed:
                frame_tokens[first : last + 1] = np.where(phones[first : last + 1] >= 0, token, -100)
            if i >= count:
                continue
            if began:
                stamp(word.start, 1.0 if i == 0 else 30.0)
            began = word.last
            for token, first, last in placed:
                for answer, spans in ((stamped, stamped_spans), (plain, plain_spans)):
                    answer.append(token)
                    spans.append((min(first + START_SHIFT, last), last + END_SHIFT))
            if word.last:
                stamp(word.end)
        words = words[:count]
        if not began:
            stamp(words[-1].end)
        if following:
            stamp(following.start)
        over = min(
            round(words[-1].end / STEP) + START_SHIFT, len(phones) - 1
        )  # its place tells where the last word ends
        return Window(
            mel,
            phones,
            frame_tokens,
            [*stamped, tokens.eot],
            [*stamped_spans, (-1, -1)],
            [tokens.no_stamps, *plain, tokens.eot],
            [(-1, -1), *plain_spans, (over, over + 6)],
        )

    def _placed(self, ids: list[int], word: Word, marked: bool, after: float) -> list[tuple[int, int, int]]:
        """(token, first frame, last frame): a word's tokens by their letters, its mark in the pause after it."""
        sizes = [len(self.tokens.strings[token].lstrip("\u0120")) or 1 for token in ids]
        letters = ids[:-1] if marked and len(ids) > 1 else ids
        total = sum(sizes[: len(letters)])
        placed = []
        done = 0
        for token, size in zip(letters, sizes, strict=False):
            start = word.start + (word.end - word.start) * done / total
            done += size
            end = word.start + (word.end - word.start) * done / total
            first = max(0, round(start / STEP))
            placed.append((token, first, max(first, round(end / STEP) - 1)))
        if len(letters) < len(ids):
            first = round(word.end / STEP)
            placed.append((ids[-1], first, max(first, round(min(after, word.end + 0.3) / STEP) - 1)))
        return placed

    def _silent(self, short: bool) -> Window:
        """Silence or noise: half of the time the first token says so, else an empty answer."""
        frames = (SHORT_SECONDS if short else WINDOW_SECONDS) * 50 + (8 if short else 16)
        n = int(self.random.uniform(0.5, frames / 50 - 0.2) * 100)
        mel = np.zeros((frames * 2, 80), np.float32)
        quiet = np.full((n, 80), SILENCE, np.float32)
        if self.random.random() < 0.7:
            tilt = np.linspace(1, -1, 80) * self.random.uniform(0, 1)
            quiet = (self.random.uniform(-8, 1) + tilt + self.random.normal(0, 0.25, quiet.shape)).astype(np.float32)
        quiet = np.maximum(quiet, -10)
        mel[:n] = (np.maximum(quiet, quiet.max() - 8) + 4) / 4
        phones = np.full(frames, -100)
        phones[: n // 2] = self.phone_ids["pau"]
        t, none = self.tokens, (-1, -1)
        first = t.no_speech if self.random.random() < 0.8 else t.stamp(0)
        blank = np.where(phones >= 0, t.eot, -100)
        return Window(mel, phones, blank, [first, t.eot], [none] * 2, [t.no_stamps, t.eot], [none] * 2)
