"""All that is sound: microphone to disk, any file to samples, samples to what was heard.

Conventions: samples are float32 mono at 16 kHz, `np.ndarray [shape=(n,)]`, in -1..1; times are seconds.
A long recording's samples are a memory map, so rooms read them in slices and never copy the whole.
"""

RATE = 16_000
"""Samples a second in every array that leaves this room."""
MOST_CHANNELS = 8
"""Channels of a recording that are kept: as many as a FLAC holds."""
