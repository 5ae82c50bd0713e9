-- Count of rows and sum of their digests of every table (pipeline.state.seals).
CREATE TABLE seals (name TEXT PRIMARY KEY, row_count INTEGER NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID;
