-- The days of a removal; small notes; holds and requests for correction.
ALTER TABLE acts ADD COLUMN event_on TEXT;
ALTER TABLE acts ADD COLUMN left_on TEXT;
ALTER TABLE acts ADD COLUMN confirmed_on TEXT;
UPDATE acts SET left_on = happened_on WHERE verb <> '公布';
CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE holds (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, court_code TEXT NOT NULL, held_by TEXT NOT NULL,
    reason TEXT NOT NULL, held_on TEXT NOT NULL, until TEXT, form_number TEXT, approver TEXT, batch TEXT,
    lifted_by TEXT, lifted_on TEXT
);
CREATE TABLE corrections (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, court_code TEXT NOT NULL, asked TEXT NOT NULL,
    ground TEXT NOT NULL, fields TEXT NOT NULL
);
CREATE TABLE correction_steps (
    number INTEGER NOT NULL REFERENCES corrections, step INTEGER NOT NULL, state TEXT NOT NULL, day TEXT NOT NULL,
    who TEXT NOT NULL, PRIMARY KEY (number, step)
);
