"""One module a measure, with its `MEASURE`; a new file here is all that a new section needs."""
