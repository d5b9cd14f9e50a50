"""Convive: from local evidence to a Local Integration Plan, carried out, tested and accounted for."""
