"""The record: who changed what, and when. Written once."""
