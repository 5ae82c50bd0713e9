"""Soft nets: what has no shape of its own and only the words around it tell (homes, birthdays, ages, children, things).

A hit may be wrong, so it stops no release: it holds its row, which its court's officer looks at. The detector's own
reading of a text, apart from the masker's on purpose:

1. `reading` gives the text as a reader sees it, `pieces` its cells under heads, its values behind keys and its sentences.
2. `meanings` says what a head or a key announces, and whose it is.
3. `homes`, `births`, `minors`, `things` and `numbers` look at pieces and sentences; `look` runs them all.
4. `facts` errs more often: it holds nothing, and the officer who signs a row is shown what it caught.
"""
