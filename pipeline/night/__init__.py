"""The order of the stages, and one run with its clock and report."""
