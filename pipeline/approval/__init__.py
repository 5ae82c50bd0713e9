"""What the court signs, who may sign it, and which batch therefore goes out (DESIGN §4)."""
