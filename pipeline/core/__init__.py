"""What every room may use: datasets and their columns, errors, frames, findings, workdays, atomic writing."""
