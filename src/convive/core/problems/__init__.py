"""What is matched: the lists of a school link, of mixed teams, of English classes, of mentors, as one problem each.

A problem holds checked frames, rules and weights, and nothing that was worked out. Sources make one from files, the
platform from what its people enter, and :mod:`convive.matching` answers it. Column names are those of the files
(``docs/how-to`` has the templates); ``row`` is the line of the file a record came from, 0 where there was none.
Identifiers are text. No problem knows a name, a nationality or a status of anybody.
"""

from convive.core.problems.linking import LinkingProblem, LinkRules, LinkWeights
from convive.core.problems.mentoring import MentoringProblem, MentorRules
from convive.core.problems.placement import RULES, PlacementProblem, PlacementWeights
from convive.core.problems.teams import TeamsProblem

__all__ = [
    "RULES",
    "LinkRules",
    "LinkWeights",
    "LinkingProblem",
    "MentorRules",
    "MentoringProblem",
    "PlacementProblem",
    "PlacementWeights",
    "TeamsProblem",
]
