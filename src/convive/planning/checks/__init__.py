"""The checks behind the linter's rules, one each, in four parts: frame, voice, coverage, soundness.

A check is a generator of (where, fields) for what it finds. Texts and severities are data
(:mod:`convive.planning.rules`); :mod:`convive.planning.lint` puts the two together.
"""

from convive.planning.checks import coverage, frame, soundness, voice
from convive.planning.checks.looking import CHECKS, Looked, known_indicators

__all__ = ["CHECKS", "Looked", "coverage", "frame", "known_indicators", "soundness", "voice"]
