"""Working documents, not for publication: what a table of separation, change, schools or a workforce says, to read."""
