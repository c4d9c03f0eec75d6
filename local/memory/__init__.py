"""The laptop's engine: every port in dictionaries, on one thread, so that a year plays in seconds."""
