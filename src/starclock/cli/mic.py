"""The command at the microphone: mic. Also: which microphone a command uses, said once in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from rich.console import Console

from starclock.cli.context import Context
from starclock.settings import remember_microphone
from starclock.sound.check import Check, check
from starclock.sound.decode import write_flac
from starclock.sound.devices import Device, choose, inputs, real_ones
from starclock.sound.level import FULL_SCALE, Level
from starclock.sound.player import play
from starclock.writing.numbers import counted, number

FORMAT = 1
_MARKS = {
    "virtual": ", a program's device",
    "monitor": ", what the loudspeakers play",
    "alias": ", another name for one of these",
}


@click.command()
@click.option("--use", metavar="NAME", help="Use this microphone from now on (a part of its name will do).")
@click.option("--device", metavar="NAME", help="Check this one, this once.")
@click.option("--seconds", type=click.FloatRange(0.5, 60), default=3.0, show_default=True, help="How long to listen.")
@click.option("--all", "everything", is_flag=True, help="List monitors of loudspeakers and other names too.")
@click.option("--play", "played", is_flag=True, help="Play back what was heard.")
@click.option("--json", "as_json", is_flag=True, help="Print the list and the check as JSON.")
def mic(use: str | None, device: str | None, seconds: float, everything: bool, played: bool, as_json: bool) -> None:
    """List the microphones, check one while you speak, and choose which to use."""
    context = Context()
    settings_file, remembered = context.library.settings_file, context.settings.microphone
    chosen = chosen_microphone(use or device, remembered)
    if use:
        remember_microphone(settings_file, chosen.name)
        click.echo(f"using {chosen.name} from now on ({settings_file})", err=True)
    devices = [one for one in inputs(everything=True) if everything or one.common or one == chosen]
    if not as_json:
        for one in devices:
            click.echo(_line(one, one == chosen))
        click.echo()
    click.echo(f"Say a sentence or two as you would in an interview ({number(seconds)} s) ...", err=True)
    with _meter() as meter:
        heard = check(chosen, seconds, meter)
    better = next(iter(real_ones(devices, besides=chosen)), None) if heard.troubles else None
    if as_json:
        click.echo(json.dumps(_as_dict(devices, chosen, heard, better), ensure_ascii=False))
    else:
        _show(heard, better)
    if played:
        _play(heard)


def chosen_microphone(wanted: str | None, remembered: str | None) -> Device:
    """The microphone to use; says so where it is not the one that was meant. Raises MicrophoneError."""
    chosen = choose(wanted, remembered)
    meant = wanted or remembered
    if meant and not any(_named(way.name, meant) for way in (chosen, *chosen.others)):
        click.echo(f"{meant!r} is not plugged in; using {chosen.name!r}", err=True)
    elif not meant and not chosen.default:
        own = next((one for one in inputs(everything=True) if one.default), None)
        if own and not own.real and own.kind != "alias":
            what = _MARKS[own.kind].strip(", ")
            click.echo(f"the system's own choice is {own.name!r}, {what}; using {chosen.name!r}", err=True)
    return chosen


def _named(name: str, meant: str) -> bool:
    one, two = name.casefold(), meant.casefold()
    return two in one or one in two


def _line(device: Device, chosen: bool) -> str:
    facts = [device.host, f"{number(device.rate / 1000)} kHz", counted(device.channels, "channel")]
    own = ", the system's own choice" if device.default else ""
    mark = _MARKS.get(device.kind, "") if not device.default or device.kind != "alias" else ""
    return f"{'*' if chosen else ' '} {device.name}  ({', '.join(facts)}{own}{mark})"


def _show(heard: Check, better: Device | None) -> None:
    click.echo(_told(heard.level))
    if heard.channel > 1:
        click.echo(f"heard on channel {heard.channel} of {heard.channels}")
    for trouble in heard.troubles:
        click.echo(trouble.line)
    if not heard.troubles:
        click.echo("All is well.")
    if better:
        click.echo(f'Another microphone: {better.name}   (starclock mic --use "{better.name}")')


def _told(level: Level) -> str:
    def db(value: float | None) -> str:
        return "none" if value is None else f"{value:.0f} dB"

    return (
        f"peak {db(level.peak_db)}, speech {db(level.speech_db)}, noise {db(level.noise_db)}, "
        f"clipped {level.clipped:.2%}\n(dB below full scale; speech is good near -26)"
    )


def _as_dict(devices: list[Device], chosen: Device, heard: Check, better: Device | None) -> dict[str, Any]:
    level = heard.level
    return {
        "format": FORMAT,
        "microphones": [
            {
                "name": one.name,
                "host": one.host,
                "channels": one.channels,
                "rate": one.rate,
                "kind": one.kind,
                "default": one.default,
                "chosen": one == chosen,
            }
            for one in devices
        ],
        "check": {
            "microphone": heard.device.name,
            "host": heard.device.host,
            "rate": heard.rate,
            "channels": heard.channels,
            "channel": heard.channel,
            "seconds": round(level.seconds, 3),
            "peak_db": _rounded(level.peak_db),
            "speech_db": _rounded(level.speech_db),
            "noise_db": _rounded(level.noise_db),
            "clipped": round(level.clipped, 5),
            "zeros": level.zeros,
            "telephone": level.telephone,
        },
        "troubles": [{"kind": trouble.kind, "line": trouble.line} for trouble in heard.troubles],
        "another": better.name if better else None,
    }


def _rounded(db: float | None) -> float | None:
    return None if db is None else round(db, 1)


def _play(heard: Check) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "heard.flac"
        write_flac(path, heard.samples.astype(np.float32) / np.float32(FULL_SCALE), heard.rate)
        play(path)


@contextmanager
def _meter() -> Iterator[Callable[[float, float], None]]:
    """A level bar that moves on a terminal's stderr; nothing elsewhere."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda _seconds, _db: None
        return
    with console.status("") as status:

        def show(_seconds: float, db: float) -> None:
            lit = round(30 * min(1.0, max(0.0, 1 + db / 60)))
            on, off = "#." if console.options.ascii_only else "▮▯"
            status.update(f"{on * lit}{off * (30 - lit)} {db:4.0f} dB")

        yield show
