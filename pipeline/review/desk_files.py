"""What makes the files that officers take to their own disks."""

from pipeline.review.batch_file import batch_file_bytes
from pipeline.review.desk_out import Makers
from pipeline.review.one_file import signing_page_bytes

MAKERS = Makers(batch_file_bytes, signing_page_bytes)
