"""Other maskers, each run by the interpreter of a throw-away environment (`bench.masking`).

A rival reads JSON from its standard input, ``{"texts": […], "slice": […]}``, and writes JSON:
``{"masked": […], "seconds": CPU seconds for the slice, "version": "…"}``. It imports nothing of this project.
"""
