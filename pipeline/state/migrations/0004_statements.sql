-- The signed statement of every release, for the log.
CREATE TABLE statements (
    number INTEGER PRIMARY KEY, date TEXT NOT NULL, sha256 TEXT NOT NULL, envelope TEXT NOT NULL
);
