"""What can go wrong in a way that the user can put right. Each message is one line: what, why, what to do."""

from __future__ import annotations


def fault(problem: BaseException) -> str:
    """An error that nobody foresaw, in a few words for whoever mends it: what it is and where it came from."""
    place, at = "", problem.__traceback__
    while at:
        parts = at.tb_frame.f_code.co_filename.replace("\\", "/").split("/")
        place = f" at {'/'.join(parts[-2:])}:{at.tb_lineno}" if "starclock" in parts else place
        at = at.tb_next
    return f"{type(problem).__name__}{place}"


class StarclockError(Exception):
    """Root of the errors that end a command with one line on stderr and exit status 1."""


class InputError(StarclockError):
    """A file given to starclock cannot be used: not audio, empty, damaged, not a transcript."""


class MicrophoneError(StarclockError):
    """No microphone, no permission, no PortAudio, or the device refuses."""


class ModelError(StarclockError):
    """A speech model is missing, damaged, or cannot be fetched."""


class NoModelError(ModelError):
    """There is no speech model on this computer at all."""


class LibraryError(StarclockError):
    """The attempts on disk cannot be read or written, or there is no such attempt."""
