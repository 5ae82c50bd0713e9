"""Twins: tonight's data with every hidden digit replaced by another, everything that is printed the same."""
