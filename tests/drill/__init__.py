"""Drills: long runs that put the tests themselves to the test. `make drill` runs each; none is part of `make test`.

A drill is a module with a ``main`` that prints what it saw and gives the exit status.
"""
