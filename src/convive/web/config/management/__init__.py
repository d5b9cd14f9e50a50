"""Verbs of ``python -m convive.web``."""
