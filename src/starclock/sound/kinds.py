"""What an input is, told by its name: a microphone, or something that a sound system only lists among them.

Names as reported by users of macOS, Windows and Linux; systems translate some of them. A name is a hint, never
the proof: what the countdown hears decides.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["microphone", "virtual", "monitor", "alias"]
"""microphone : or anything else with a plug, such as a line input
virtual : made by a program, silent unless that program feeds it
monitor : what the loudspeakers play ("Stereo Mix", "What U Hear")
alias : another name for devices that are listed themselves: ALSA's plugins, Windows' sound mapper
"""

_VIRTUAL = re.compile(
    r"""
    zoomaudio | microsoft\ teams\ audio | teams\ audio\ device | webex | gotomeeting | bluejeans | mmhmm
    | blackhole | soundflower | loopback | \bvb-?(audio|cable) | \bcable(-[a-d])?\ (output|in) | voicemeeter | \bvaio
    | virtual | virtuel | background\ music | eqmac | aggregat | multi-output | ishowu | screenflick | soundsiphon
    | sound\ siphon | ladiocast | rogue\ amoeba | airfoil | jackrouter | audio\ hijack | descript | camtasia
    | steam\ streaming | voicemod | krisp | nvidia\ broadcast | rtx\ voice | wave\ link | steelseries\ sonar
    | \bobs\b | droidcam | \bivcam | e2esoft | \bndi\b | vmix | nomachine | jump\ desktop | parallels | teamviewer
    | splashtop | remote\ audio | \brdp | dummy | \bnull\b | boom\s?(2|3d)?\s?(device|audio) | fxsound | nahimic
    | a-volute | sonic\ studio
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MONITOR = re.compile(
    r"""
    ^(monitor|moniteur)\ (of|von|de|van|di|av|för|do)\b | \bmonitor$ | \.monitor$ | \[loopback\]
    | stereo\s?-?mix | what\ (u|you)\ hear | wave\ ?out\ mix | mixage\ st | mezcla\ est | mix(er)?\ stereo
    | missaggio\ stereo | mixagem\ est | rec\.?\ playback | ステレオ\ ?ミキサー | 立体声混音 | стерео\ ?микшер
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ALIAS = re.compile(
    r"microsoft sound ?mapper|mappeur de sons|asignador de sonido|primary sound capture|primärer soundaufnahme"
    r"|pilote de capture audio principal",
    re.IGNORECASE,
)
_ALSA_HARDWARE = re.compile(r"\(hw:\d+,\d+\)")
_DRIVER_PATH = re.compile(r"\(@[^;]*;%1 ([^%]*)%0\s*;\((.*)\)\)$")


def kind_of(name: str, host: str) -> Kind:
    """
    >>> kind_of("MacBook Pro Microphone", "Core Audio"), kind_of("ZoomAudioDevice", "Core Audio")
    ('microphone', 'virtual')
    >>> kind_of("ZOOM H2n Audio", "Core Audio"), kind_of("Monitor of Built-in Audio", "PulseAudio")
    ('microphone', 'monitor')
    >>> kind_of("speexrate", "ALSA"), kind_of("Yeti: USB Audio (hw:2,0)", "ALSA")
    ('alias', 'microphone')
    """
    if _MONITOR.search(name):
        return "monitor"
    if _VIRTUAL.search(name):
        return "virtual"
    if _ALIAS.search(name) or (host == "ALSA" and not _ALSA_HARDWARE.search(name)):
        return "alias"
    return "microphone"


def plain_name(name: str) -> str:
    r"""A device's name on one line, without the path of its driver.

    >>> plain_name("Headset (@System32\\drivers\\bthhfenum.sys,#2;%1 Hands-Free%0\r\n;(Jabra Evolve2 65))")
    'Headset (Jabra Evolve2 65 Hands-Free)'
    """
    return _DRIVER_PATH.sub(r"(\2 \1)", " ".join(name.split()))


def same_device(name: str, other: str) -> bool:
    """Whether two names mean one device: one may be cut (MME: 31 characters), or numbered by its port.

    >>> same_device("Headset Microphone (Jabra Evolv", "Headset Microphone (Jabra Evolve2 65)")
    True
    >>> same_device("Yeti: USB Audio (hw:2,0)", "Yeti: USB Audio (hw:1,0)")
    True
    >>> same_device("Microphone (2- USB Audio)", "Microphone (USB Audio)")
    True
    >>> same_device("Microphone (Realtek)", "Microphone (Realtek) 2")
    False
    """
    one, two = sorted((_without_port(name), _without_port(other)), key=len)
    return one == two or (len(one) >= _CUT and two.startswith(one))


_CUT = 29
"""Characters from which on a name may be a cut one: MME's 31 bytes, less a blank at the end and a two-byte letter."""


def _without_port(name: str) -> str:
    return re.sub(r"\(\d+- ", "(", _ALSA_HARDWARE.sub("", name)).strip().casefold()
