"""Each school's mix of pupils beside that of the schools around it: never beside residents of all ages."""

from convive.evidence.intake.compare import compare
from convive.evidence.intake.model import Intake, Residents, SchoolMix

__all__ = ["Intake", "Residents", "SchoolMix", "compare"]
