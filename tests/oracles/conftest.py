"""The makers run in a venv of their own (script/oracles); the suite reads only what they stored."""

collect_ignore_glob = ["make_*.py"]
