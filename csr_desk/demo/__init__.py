"""A generated sample store that looks like a real Monday: `load.build` fills, `make.make` creates.

Everything is a function of (seed, number of tickets, now): the same three give the same bytes.
"""
