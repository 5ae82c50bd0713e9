"""The detector: reads the final bytes of any tree and does not trust the masker.

Other code, other engine, other tables: nothing of `pipeline.masking`, `pipeline.cleaning` or
`pipeline.records` is imported here (an import contract says so). The way of a file:

1. `containers` undoes compression and opens Parquet, SQLite and zip; what cannot be opened is a hit.
2. `views` reads each payload as it is, as UTF-16, with escapes undone, without inline tags.
3. `sweep` runs one Hyperscan database over each view and gives candidates.
4. `runs` folds a candidate to digits; the `nets` judge it.
"""
