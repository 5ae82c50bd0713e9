"""The staged tree: pages, search files, list of files, signature, scan, and the look from outside."""
