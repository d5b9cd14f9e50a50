"""Small invented places, generated from a seed: the same bytes every time, for the demo and for tests."""
