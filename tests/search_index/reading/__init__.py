"""The search files read as a browser should read them, in plain Python (docs/search.md, "How each question is answered").

Nothing here knows how the files are written: only paths, the analyzer and the words of a query are shared.
"""
