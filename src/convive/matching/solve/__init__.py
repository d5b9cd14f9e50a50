"""Exact solvers: whole numbers in, an answer with the prices that prove it out."""
