"""An employer's people by grade and site beside the people of working age: declaration first, no cell under ten."""

from convive.evidence.workforce.compare import compare
from convive.evidence.workforce.model import TEMPLATE, Row, Workforce, WorkingAge

__all__ = ["TEMPLATE", "Row", "Workforce", "WorkingAge", "compare"]
