"""Verbs of the import."""
