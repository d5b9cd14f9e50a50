"""The command line: one thin file a verb. It parses, calls an engine, prints."""
