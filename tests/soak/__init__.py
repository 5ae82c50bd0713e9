"""Kills at random moments: whatever breaks off, nothing wrong is public, and the next run ends in the same bytes."""
