"""What went wrong with a disk, and what the user can do about it. Light: every command loads it."""

from __future__ import annotations

import errno

_REMEDIES = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space",
    errno.EFBIG: "free some space",
    errno.EACCES: "change its permissions{or_elsewhere}",
    errno.EPERM: "change its permissions{or_elsewhere}",
    errno.EROFS: "this disk can only be read{or_elsewhere}",
    errno.ENOTDIR: "a file is where a folder should be: move it away{or_elsewhere}",
    errno.EISDIR: "a folder is where a file should be: move it away{or_elsewhere}",
    errno.ELOOP: "its links lead in a circle: mend them{or_elsewhere}",
    errno.ENAMETOOLONG: "use a shorter name",
    errno.EMFILE: "close other programs and try again",
    errno.ENFILE: "close other programs and try again",
    errno.EIO: "the disk itself fails: save what you can, and have it checked",
}


def explain(problem: OSError, elsewhere: str = "") -> str:
    """What went wrong with a file and what to do about that, in one line.

    elsewhere : what else the user can do where the place itself is the trouble: "choose another folder with ..."

    >>> explain(OSError(errno.EACCES, "Permission denied"), "choose another place")
    'Permission denied; change its permissions, or choose another place'
    >>> explain(OSError(errno.ENOSPC, "No space left on device"), "choose another place")
    'No space left on device; free some space'
    """
    remedy = _REMEDIES.get(problem.errno or 0, elsewhere)
    remedy = remedy.format(or_elsewhere=f", or {elsewhere}" if elsewhere else "")
    return "; ".join(part for part in (problem.strerror or str(problem) or type(problem).__name__, remedy) if part)
