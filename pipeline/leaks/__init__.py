"""The detector: reads the final bytes of any tree and does not trust the masker.

Other code, other engine, other tables: nothing of `pipeline.masking`, `pipeline.cleaning` or
`pipeline.core.records` is imported here (an import contract says so). The way of a file:

1. `bundles` reads many small files at one go and passes the odd ones on; `files` reads those one by one.
2. `containers` undoes compression and opens archives, tables, PDF and PNG; what cannot be opened is a hit.
3. `views` reads each payload as it is, in its encoding, and, around the places where it differs
   (`altered_text`), with escapes and base64 undone, without markup, with letters read for digits.
4. `candidates` runs a few Hyperscan databases over each view and gives places.
5. `runs` folds a candidate to digits; the `nets` judge it, with the words of `vocabulary` around it.
6. `soft` reads the texts of rows for what has no shape of its own: a hit holds its row and stops no release.
"""
