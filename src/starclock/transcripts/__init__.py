"""What recognizers print -> words: one door for sound and for the transcript files of other tools.

pieces     parts of words become words: " $1" ".2" is "$1.2"
loops      what a recognizer repeats without end is cut to what was said
invented   what it printed where nobody spoke
sounds     "[sighs]" and its kin
speakers   who speaks, and who is the candidate
times      times as files write them, put in order
files      the door for files: captions, rolling, tables, plain, shapes (JSON)
"""

from starclock.transcripts.files import FORMATS, is_transcript, read_transcript
from starclock.transcripts.heard import Piece, Segment, Transcript
from starclock.transcripts.invented import is_invented
from starclock.transcripts.loops import Loop, without_loops
from starclock.transcripts.pieces import extend, joined

__all__ = [
    "FORMATS",
    "Loop",
    "Piece",
    "Segment",
    "Transcript",
    "extend",
    "is_invented",
    "is_transcript",
    "joined",
    "read_transcript",
    "without_loops",
]
