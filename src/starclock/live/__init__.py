"""Hearing while somebody still speaks, so that the report is there when they stop.

    follow      a growing take heard clip by clip; the same facts in the end as from the finished file
    so_far      what can be told of the answer meanwhile: the phase, its seconds, counts
    ear         the same in a process of its own, so that nothing it does can disturb the recording
    __main__    that process

What was heard ahead is only ever a saving: clips and answers are known by their very sound, and what does not match
the finished take is heard again. Where the process dies, the take is heard from its file.
"""
