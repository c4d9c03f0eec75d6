"""Homing: what the system knows."""

import zoneinfo

# The machine's own zone data may be years old, or missing on Lambda (aws/aws-lambda-base-images#144):
# only the pinned tzdata package counts.
zoneinfo.reset_tzpath(to=())
