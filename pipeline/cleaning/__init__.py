"""One form per fact: pure functions, one subject a file. What cannot be read comes back as None."""
