"""The same pieces of a stage on a cluster."""
