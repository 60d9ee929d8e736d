"""What the user may choose, and every band the checks coach by, in one place with its source.

The file is `settings.toml` in the library folder. Absent keys mean the default; an empty list means off:

    targets = "30/15/90/45"
    role = "em"
    fillers = ["um", "uh"]        # exactly these; ["+so to speak", "-like"]: the default list with changes; []: none
    off = ["hedge"]               # checks not to run
    [microphone]
    name = "USB Microphone"
    [bands]
    "speech rate" = [110, 180]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from starclock.errors import InputError, LibraryError
from starclock.speech import PHASES, PhaseName
from starclock.writing.files import replacing

Role = Literal["ic", "em"]


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
                f"targets {text!r} are not understood: write seconds as 30/15/90/45 or 30-45/15-30/60-90/30-60,"
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
    if not 0 < ends[0] <= ends[1] < 3600:
        raise ValueError(text)
    return ends


@dataclass(frozen=True, slots=True)
class Band:
    """Quiet inside (low, high), both in `unit` (seconds, a share, ...); None leaves an end open."""

    low: float | None
    high: float | None
    unit: str
    source: str

    @property
    def target(self) -> tuple[float | None, float | None]:
        """Its two ends, low and high."""
        return (self.low, self.high)


BANDS: Mapping[str, Band] = MappingProxyType(
    {
        "speech rate": Band(120, 175, "words/min", "Microsoft 100-165, Read.ai 130-175, Speech Away 140-160"),
        "fillers": Band(0, 5, "/min", "5 a minute do no harm, 12 do: Laske & DiGennaro Reed 2024, 10.1002/jaba.1093"),
        "fillers in a row": Band(10, None, "s", "three fillers within so many seconds are a cluster: same study"),
        "rushing": Band(
            None, 1.25, "x own median", "the practice of speech coaches; 1.05 can just be heard: Quene 2007"
        ),
        "pause": Band(0.25, None, "s", "shorter silence is articulation: de Jong & Bosker 2013"),
        "pause inside a sentence": Band(
            0.6,
            1.2,
            "s",
            "shown from the first, flagged from the second: 0.6 s is natural at a stop, Front. Psychol. 2022",
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
    """Frozen choices. `fillers` None is the default list, () counts none."""

    targets: Targets = field(default_factory=Targets)
    role: Role = "ic"
    fillers: tuple[str, ...] | None = None
    off: frozenset[str] = frozenset()
    microphone: str | None = None
    bands: Mapping[str, Band] = field(default_factory=lambda: BANDS)

    def band(self, name: str) -> Band:
        """The band of a measure."""
        return self.bands[name]


def read_settings(path: Path) -> Settings:
    """Settings of a `settings.toml`; the defaults where there is none. Raises InputError."""
    if not path.is_file():
        return Settings()
    try:
        data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise InputError(f"{path} cannot be read ({problem}): mend it, or remove it for the defaults") from None
    known = {"targets", "role", "fillers", "off", "microphone", "bands"}
    if unknown := sorted(set(data) - known):
        raise InputError(f"{path}: unknown setting {unknown[0]!r}; known are {', '.join(sorted(known))}")
    settings = Settings()
    if "targets" in data:
        settings = replace(settings, targets=Targets.parse(str(data["targets"])))
    if "role" in data:
        if data["role"] not in ("ic", "em"):
            raise InputError(f'{path}: role is {data["role"]!r}; write "ic" or "em"')
        settings = replace(settings, role=data["role"])
    if "fillers" in data:
        settings = replace(settings, fillers=tuple(_texts(path, "fillers", data["fillers"])))
    if "off" in data:
        settings = replace(settings, off=frozenset(_texts(path, "off", data["off"])))
    microphone = data.get("microphone", {})
    if isinstance(microphone, dict) and isinstance(microphone.get("name"), str):
        settings = replace(settings, microphone=microphone["name"])
    if "bands" in data:
        settings = replace(settings, bands=_bands(path, data["bands"]))
    return settings


def _texts(path: Path, key: str, given: Any) -> list[str]:
    if not (isinstance(given, list) and all(isinstance(text, str) for text in given)):
        raise InputError(f'{path}: {key} must be a list of texts, like ["um", "uh"]')
    return given


def _bands(path: Path, given: Any) -> Mapping[str, Band]:
    bands = dict(BANDS)
    for name, ends in (given if isinstance(given, dict) else {"bands": None}).items():
        if name not in bands:
            raise InputError(f"{path}: unknown band {name!r}; known are {', '.join(sorted(bands))}")
        if not (isinstance(ends, list) and len(ends) == 2 and all(isinstance(e, int | float) for e in ends)):
            raise InputError(f"{path}: band {name!r} must be two numbers, like [120, 175]")
        bands[name] = replace(bands[name], low=float(ends[0]), high=float(ends[1]), source="your settings")
    return MappingProxyType(bands)


def remember_microphone(path: Path, name: str) -> None:
    """Writes the chosen microphone, leaving the user's other lines and comments as they are. Raises LibraryError."""
    import tomlkit

    try:
        document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.is_file() else tomlkit.document()
        document["microphone"] = {"name": name}
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as working:
            working.write_text(tomlkit.dumps(document), encoding="utf-8")
    except OSError as problem:
        raise LibraryError(
            f"the microphone cannot be remembered in {path} ({problem.strerror}): allow writing there,"
            " or name it each time with --device"
        ) from None
