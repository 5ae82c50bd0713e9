"""From the pull to one sealed batch per court; what shrinks without a reason waits."""
