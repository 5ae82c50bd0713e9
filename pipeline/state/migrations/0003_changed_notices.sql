-- Notices whose published text changed.
CREATE TABLE changed_notices (
    id TEXT NOT NULL, dataset TEXT NOT NULL, changed_on TEXT NOT NULL, PRIMARY KEY (id, changed_on)
);
