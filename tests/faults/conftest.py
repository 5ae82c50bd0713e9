"""The same server as the tests of the targets have."""

from tests.pipeline.targets.conftest import bucket, s3_address

__all__ = ["bucket", "s3_address"]
