"""Proof, every night: canaries through a shadow build, a twin run, and how much the masks still hide."""
