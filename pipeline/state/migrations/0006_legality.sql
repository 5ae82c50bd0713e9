-- What officers answered to findings of the legality checks (pipeline.decisions.legality_answers).
CREATE TABLE legality_answers (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    court_code TEXT NOT NULL,
    finding TEXT NOT NULL,
    facts TEXT NOT NULL,
    reason TEXT NOT NULL,
    answered_by TEXT NOT NULL,
    answered_on TEXT NOT NULL,
    withdrawn_by TEXT,
    withdrawn_on TEXT
);
