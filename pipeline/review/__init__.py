"""What an officer of a court sees of a batch before signing it, and what he decides there."""
