"""Who should meet whom: school links, mixed teams, English classes, mentors.

Each engine takes a problem of :mod:`convive.core.problems` and gives an answer that carries its quality: how good it
is, how good any answer could be, why somebody is left out, and which single rule would have let them in.
"""
