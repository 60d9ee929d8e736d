"""Many recordings heard at once.

side_by_side   a few at a time in threads, so that every core of this computer is busy
share          how far all of them are, as one bar
"""
