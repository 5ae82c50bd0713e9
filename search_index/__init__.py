"""Search: the Whoosh index of record, and the same answers as static files for a browser (DESIGN §3)."""
