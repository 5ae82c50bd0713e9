"""What officers decide about single records, and the log of who decided."""
