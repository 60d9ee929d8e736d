"""Many recordings heard at once.

    side_by_side   a few at a time in threads, so that every core of this computer is busy
    cluster        by the workers of a Dask cluster that is there already
    share          how far all of them are, as one bar

What is heard is the same as one after the other: clips and recordings never know of each other.
"""
