-- What is public, what left, takedowns by command, when courts were read, releases.
CREATE TABLE IF NOT EXISTS public (
    id TEXT PRIMARY KEY, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, digest TEXT NOT NULL,
    since TEXT NOT NULL, deadline TEXT, rule TEXT, verb TEXT, ground TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS acts (
    id TEXT NOT NULL, dataset TEXT NOT NULL, court_code TEXT NOT NULL, decision TEXT, verb TEXT NOT NULL,
    rule TEXT NOT NULL, ground TEXT, deadline TEXT, happened_on TEXT NOT NULL, PRIMARY KEY (id, happened_on, rule)
);
CREATE TABLE IF NOT EXISTS barred (id TEXT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (id, event));
CREATE TABLE IF NOT EXISTS takedowns (id TEXT PRIMARY KEY, reason TEXT NOT NULL, ordered_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS reads (court_code TEXT PRIMARY KEY, read_on TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS releases (
    number INTEGER PRIMARY KEY, date TEXT NOT NULL, digest TEXT NOT NULL, counts TEXT NOT NULL, widths TEXT NOT NULL
);
