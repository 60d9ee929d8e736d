"""What can go wrong in a way the user can mend. Each message is one line: what, why, what to do."""


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
