"""The token table: byte-level BPE of the training text, then Whisper's special tokens, then its 1,501 timestamps.

ids: text 0 .. eot-1, <|endoftext|>, <|startoftranscript|>, ..., <|notimestamps|>, <|0.00|> .. <|30.00|>.
faster-whisper suppresses the single tokens " -" and " '", so both must exist, or the lone blank would be banned.
"""

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIALS = [
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|translate|>",
    "<|transcribe|>",
    "<|startoflm|>",
    "<|startofprev|>",
    "<|nospeech|>",
    "<|notimestamps|>",
]
STEP = 0.02  # seconds of one timestamp token, and of one encoder frame
STAMPS = [f"<|{i * STEP:.2f}|>" for i in range(1501)]


def train(texts: Iterable[str], path: Path, size: int = 1000) -> None:
    """Learn `size` text tokens and write tokenizer.json."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    marks = [" - '" * 10] * 1000
    tokenizer.train_from_iterator([*texts, *marks], trainer)
    tokenizer.add_tokens([AddedToken(token, special=True, normalized=False) for token in SPECIALS + STAMPS])
    tokenizer.save(str(path))


class Tokens:
    """The ids of a trained table."""

    def __init__(self, path: Path) -> None:
        self.tokenizer = Tokenizer.from_file(str(path))
        self.size = self.tokenizer.get_vocab_size()
        self.eot, self.sot = self["<|endoftext|>"], self["<|startoftranscript|>"]
        self.no_speech, self.no_stamps = self["<|nospeech|>"], self["<|notimestamps|>"]
        self._words: dict[str, list[int]] = {}

    def __getitem__(self, token: str) -> int:
        number = self.tokenizer.token_to_id(token)
        assert number is not None, token
        return int(number)

    def word(self, text: str) -> list[int]:
        """The ids of one printed word with its leading blank."""
        if text not in self._words:
            self._words[text] = list(self.tokenizer.encode(" " + text, add_special_tokens=False).ids)
        return self._words[text]

    def trained(self, seconds: float) -> int:
        """How many tokens a model needs that never sees a longer window."""
        return self.stamp(seconds) + 1

    def stamp(self, seconds: float) -> int:
        """The timestamp token nearest to a time of the window."""
        return self.no_stamps + 1 + round(min(max(seconds, 0.0), 30.0) / STEP)

    @cached_property
    def strings(self) -> list[str]:
        """All tokens by id."""
        return [str(self.tokenizer.id_to_token(i)) for i in range(self.size)]
