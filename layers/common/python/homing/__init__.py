"""Homing: what the system knows."""

import gc
import os
import zoneinfo

# The machine's own zone data may be years old, or missing on Lambda (aws/aws-lambda-base-images#144):
# only the pinned tzdata package counts.
zoneinfo.reset_tzpath(to=())

if "AWS_LAMBDA_INITIALIZATION_TYPE" in os.environ:
    # Until bootstrap.at_start: a start leaves little garbage, and looking for it is a tenth of its time.
    gc.disable()
