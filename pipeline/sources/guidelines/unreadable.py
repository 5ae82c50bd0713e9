"""What a reader raises for a file that is no document of its kind."""


class UnreadableFileError(Exception):
    """A file that is no document; the message is a finding's reason and repeats nothing of the file."""
