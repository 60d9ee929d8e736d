"""What recognizers print -> words: one door for sound and for the transcript files of other tools.

pieces   parts of words become words: " $1" ".2" is "$1.2"
loops    what a recognizer repeats without end is cut to what was said
files    transcripts that other tools wrote
"""

from starclock.transcripts.files import ENDINGS, is_transcript, read_transcript
from starclock.transcripts.heard import Piece, Transcript
from starclock.transcripts.loops import FASTEST, Loop, without_loops
from starclock.transcripts.pieces import append, joined

__all__ = [
    "ENDINGS",
    "FASTEST",
    "Loop",
    "Piece",
    "Transcript",
    "append",
    "is_transcript",
    "joined",
    "read_transcript",
    "without_loops",
]
