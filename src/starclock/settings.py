"""What the user may choose, and every band the checks coach by, in one place with its source.

The file is `settings.toml` in the library folder. Absent keys mean the default; an empty list means off:

    targets = "30/15/90/45"
    role = "em"
    fillers = ["um", "uh"]        # exactly these; ["+so to speak", "-like"]: the default list with changes; []: none
    off = ["hedge"]               # checks not to run
    [microphone]
    name = "USB Microphone"
    [names]
    "Cooper Netties" = "Kubernetes"     # heard as = written as
    [bands]
    "speech rate" = [110, 180]
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from starclock.errors import InputError, LibraryError
from starclock.foreign import text_of, toml_of
from starclock.speech import PHASES, PhaseName
from starclock.writing.files import explain, make_private, write_whole
from starclock.writing.texts import short

if TYPE_CHECKING:
    import tomlkit

Role = Literal["ic", "em"]
_LARGEST = 1 << 20
"""Bytes of a settings file."""
_LONGEST = 100
"""Letters of a filler or of the name of a check."""
_MOST_NAMES = 1000
"""Names whose spelling is taught."""
_MOST = 1e6
"""The largest number at an end of a band."""


Range = tuple[float, float]
TOLERANCE = 0.25
"""Share of a target that still counts as on target where no range is given: 30 s is met by 22.5 to 37.5 s."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Seconds meant for each phase, and the range that counts as met.

    >>> Targets.parse("20/10/60/30").total
    120.0
    >>> Targets.parse("90")
    Targets(situation=15.0, task=7.5, action=45.0, result=22.5, ranges=())
    >>> Targets.parse("guide").range_of("situation")
    (30.0, 45.0)

    ranges : low and high of situation, task, action, result; empty: TOLERANCE around each target
    """

    situation: float = 30.0
    task: float = 15.0
    action: float = 90.0
    result: float = 45.0
    ranges: tuple[Range, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Targets:
        """Four numbers or ranges of seconds, the seconds of the whole answer, or a name of PRESETS. Raises InputError.

        >>> Targets.parse("30-45/15-30/60-90/30-60").task
        22.5
        """
        text = PRESETS.get(text.strip().lower(), text)
        try:
            parts = [_range(part) for part in text.split("/")]
        except ValueError:
            parts = []
        if len(parts) == 1 and parts[0][0] == parts[0][1]:
            return cls().scaled(parts[0][0])
        if len(parts) != 4:
            raise InputError(
                f"targets {short(text)} are not understood: write seconds as 30/15/90/45 or 30-45/15-30/60-90/30-60,"
                f" the seconds of the whole answer, or {' or '.join(sorted(PRESETS))}"
            )
        situation, task, action, result = ((low + high) / 2 for low, high in parts)
        ranges = () if all(low == high for low, high in parts) else tuple(parts)
        return cls(situation, task, action, result, ranges)

    def scaled(self, total: float) -> Targets:
        """The same shares of a whole answer of `total` seconds."""
        situation, task, action, result = (self.of(phase) * total / self.total for phase in PHASES)
        return Targets(situation, task, action, result)

    def of(self, phase: PhaseName) -> float:
        """Seconds meant for a phase."""
        return float(getattr(self, phase))

    def range_of(self, phase: PhaseName) -> Range:
        """The seconds of a phase that count as met: least and most."""
        if self.ranges:
            return self.ranges[PHASES.index(phase)]
        return (self.of(phase) * (1 - TOLERANCE), self.of(phase) * (1 + TOLERANCE))

    @property
    def total(self) -> float:
        """Seconds meant for the whole answer."""
        return sum(self.of(phase) for phase in PHASES)

    @property
    def total_range(self) -> Range:
        """The seconds of the whole answer that count as met: least and most."""
        lows, highs = zip(*(self.range_of(phase) for phase in PHASES), strict=True)
        return (sum(lows), sum(highs))


PRESETS: Mapping[str, str] = MappingProxyType(
    {
        "1m": "60",
        "90s": "90",
        "2m": "120",
        "3m": "180",
        # Ranges of the coaching guides: 2 to 4 minutes in all.
        "guide": "30-45/15-30/60-90/30-60",
    }
)
"""Names for `--targets`; the minutes keep the shares of 30/15/90/45."""


def _range(text: str) -> Range:
    """Raises ValueError for what is no length or range of lengths."""
    low, _, high = text.partition("-")
    ends = (float(low), float(high or low))
    if not 0.1 <= ends[0] <= ends[1] < 3600:
        raise ValueError(text)
    return ends


@dataclass(frozen=True, slots=True)
class Band:
    """Quiet inside (low, high), both in `unit` (seconds, a share, ...); None leaves an end open.

    threshold : what its ends decide, with {low} and {high} in it, where they are nothing to aim at
    """

    low: float | None
    high: float | None
    unit: str
    source: str
    threshold: str = ""

    @property
    def target(self) -> tuple[float | None, float | None]:
        """Its two ends, low and high."""
        return (self.low, self.high)


BANDS: Mapping[str, Band] = MappingProxyType(
    {
        "speech rate": Band(120, 175, "words/min", "Microsoft 100-165, Read.ai 130-175, Speech Away 140-160"),
        "fillers": Band(0, 5, "/min", "5 a minute do no harm, 12 do: Laske & DiGennaro Reed 2024, 10.1002/jaba.1093"),
        "fillers in a row": Band(
            None, 10, "s", "clusters matter: same study", "three fillers within {high} s are a cluster"
        ),
        "rushing": Band(
            None,
            1.25,
            "x own median",
            "the practice of speech coaches; 1.05 can just be heard: Quene 2007",
            "a stretch rushes above {high} x your own median",
        ),
        "pause": Band(
            0.25,
            None,
            "s",
            "shorter silence is articulation: de Jong & Bosker 2013",
            "a silence from {low} s is a pause",
        ),
        "pause inside a sentence": Band(
            0.6,
            1.2,
            "s",
            "0.6 s is natural at a stop: Front. Psychol. 2022",
            "shown from {low} s, flagged from {high} s",
        ),
        "response latency": Band(0, 4, "s", "rule of thumb: a short think is good, more reads as not ready"),
        "time to first own action": Band(0, 75, "s", "situation and task ranges of the brief: 30-45 s + 15-30 s"),
        "action and result share": Band(60, 85, "%", "guides: 60-70 % of the words; 30/15/90/45 gives 75 %"),
        "situation sentences": Band(None, 3, "", "guides: the situation in two or three sentences"),
        "result ladder": Band(4, None, "of 5", "a number with its baseline or period, or with what it led to"),
        "I share, ic": Band(50, None, "%", "share of I in the action; contested: guides for engineers ask for I-led"),
        "I share, em": Band(35, 85, "%", "share of I in the action; guides for managers ask for named credit too"),
    }
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Frozen choices. `fillers` None is the default list, () counts none; `names` is heard as -> written as.

    chosen : the names of those that stand in the user's file, whatever they say there
    """

    targets: Targets = field(default_factory=Targets)
    role: Role = "ic"
    fillers: tuple[str, ...] | None = None
    off: frozenset[str] = frozenset()
    microphone: str | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    bands: Mapping[str, Band] = field(default_factory=lambda: BANDS)
    chosen: frozenset[str] = field(default=frozenset(), compare=False)

    def band(self, name: str) -> Band:
        """The band of a measure."""
        return self.bands[name]


def read_settings(path: Path) -> Settings:
    """Settings of a `settings.toml`; the defaults where there is none. Raises InputError."""
    if not os.path.lexists(path):
        return Settings()
    text = text_of(path, _LARGEST)
    try:
        return _settings(toml_of(text))
    except ValueError as problem:
        raise InputError(f"{path}: {problem}; correct it, or remove the file to use the defaults") from None


def _settings(data: Mapping[str, Any]) -> Settings:
    """Raises ValueError for what has no meaning: nothing that the user wrote is passed over."""
    known = {"targets", "role", "fillers", "off", "microphone", "names", "bands"}
    if unknown := sorted(set(data) - known):
        raise ValueError(f"unknown setting {short(unknown[0])}; known are {', '.join(sorted(known))}")
    chosen: dict[str, Any] = {}
    if "targets" in data:
        try:
            chosen["targets"] = Targets.parse(str(data["targets"]))
        except InputError as problem:
            raise ValueError(str(problem)) from None
    if "role" in data:
        if data["role"] not in ("ic", "em"):
            raise ValueError(f'role is {short(data["role"])}; write "ic" or "em"')
        chosen["role"] = data["role"]
    if "fillers" in data:
        chosen["fillers"] = tuple(_texts("fillers", data["fillers"], '["um", "uh"]'))
    if "off" in data:
        chosen["off"] = frozenset(_texts("off", data["off"], '["hedge"]'))
    if "microphone" in data:
        chosen["microphone"] = _microphone(data["microphone"])
    if "names" in data:
        chosen["names"] = _names(data["names"])
    if "bands" in data:
        chosen["bands"] = _bands(data["bands"])
    return Settings(**chosen, chosen=frozenset(chosen))


def _texts(key: str, given: Any, example: str) -> list[str]:
    fit = isinstance(given, list) and all(isinstance(text, str) and text.strip(" +-") for text in given)
    if not fit or any(len(text) > _LONGEST for text in given):
        raise ValueError(f"{key} must be a list of short texts, like {example}")
    return list(given)


def _microphone(given: Any) -> str:
    name = given.get("name") if isinstance(given, dict) else None
    if not isinstance(name, str) or not name.strip() or len(given) > 1:
        raise ValueError('the microphone must stand as a table with its name: [microphone], then name = "USB"')
    return name


def _names(given: Any) -> Mapping[str, str]:
    table = given if isinstance(given, dict) else {"": ""}
    if not all(isinstance(text, str) and text.strip() for pair in table.items() for text in pair):
        raise ValueError('names must stand as a table: [names], then "heard as" = "written as"')
    if any(len(text) > _LONGEST for pair in table.items() for text in pair) or len(table) > _MOST_NAMES:
        raise ValueError(f"names: at most {_MOST_NAMES}, of at most {_LONGEST} letters each")
    return MappingProxyType({heard: " ".join(written.split()) for heard, written in table.items()})


def _bands(given: Any) -> Mapping[str, Band]:
    bands = dict(BANDS)
    if not isinstance(given, dict):
        raise ValueError('bands must stand as a table: [bands], then "speech rate" = [120, 175]')
    for name, ends in given.items():
        if name not in bands:
            raise ValueError(f"unknown band {short(name)}; known are {', '.join(sorted(bands))}")
        numbers = ends if isinstance(ends, list) else []
        if len(numbers) != 2 or not all(type(end) in (int, float) and abs(end) <= _MOST for end in numbers):
            raise ValueError(f"band {name!r} must be two numbers, like [120, 175]")
        if numbers[0] > numbers[1]:
            raise ValueError(f"band {name!r}: the first number must not be above the second")
        bands[name] = replace(bands[name], low=float(numbers[0]), high=float(numbers[1]), source="your settings")
    return MappingProxyType(bands)


def remember_microphone(path: Path, name: str) -> None:
    """Writes the chosen microphone, leaving the user's other lines and comments as they are.

    Raises LibraryError for a file that cannot be written, InputError for one that cannot be read.
    """

    def chosen(document: tomlkit.TOMLDocument) -> None:
        document["microphone"] = {"name": name}

    _change(path, chosen, "the microphone", "name it each time with --device")


def remember_targets(path: Path, targets: str) -> None:
    """Writes how long answers should be, as `Targets.parse` reads it, leaving the user's other lines as they are.

    Raises LibraryError for a file that cannot be written, InputError for one that cannot be read.
    """

    def meant(document: tomlkit.TOMLDocument) -> None:
        document["targets"] = targets

    _change(path, meant, "how long answers should be", "give it each time with --targets")


def remember_name(path: Path, heard: str, written: str | None) -> None:
    """Writes how a name is spelled; None forgets it. Leaves the user's other lines as they are.

    Raises LibraryError for a file that cannot be written, InputError for one that cannot be read, or a name too long.
    """
    if written is not None:
        try:
            _names({heard: written})
        except ValueError as problem:
            raise InputError(f"{problem}: write a shorter one") from None

    def spelled(document: tomlkit.TOMLDocument) -> None:
        table = document.setdefault("names", {})
        for known in [key for key in table if key.lower() == heard.lower()]:
            del table[known]
        if written is not None:
            table[heard] = written

    _change(path, spelled, "the name", "write it into that file yourself")


def _change(path: Path, how: Callable[[tomlkit.TOMLDocument], None], what: str, remedy: str) -> None:
    """Changes the user's settings and nothing else in the file."""
    import tomlkit

    read_settings(path)  # what cannot be read is not written over
    try:
        document = tomlkit.parse(text_of(path, _LARGEST)) if os.path.lexists(path) else tomlkit.document()
        how(document)
        make_private(path.parent)
        write_whole(path, tomlkit.dumps(document).encode())
    except OSError as problem:
        raise LibraryError(f"{what} cannot be remembered in {path}: {explain(problem, remedy)}") from None
