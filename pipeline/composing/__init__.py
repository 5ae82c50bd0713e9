"""Which signed rows may be seen on R, and what changed."""
