"""A bucket behind any S3 interface."""
