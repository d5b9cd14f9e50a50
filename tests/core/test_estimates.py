"""An estimate cannot be half a number."""

import math

import pytest

from convive.core.errors import ConviveError
from convive.core.estimates import Estimate, not_computable


def test_a_value_that_is_not_a_number_is_refused() -> None:
    with pytest.raises(ConviveError, match="not a number"):
        Estimate(value=math.nan)
    with pytest.raises(ConviveError, match="not a number"):
        Estimate(value=0.1, expected=math.inf)


def test_no_value_exactly_when_not_computable() -> None:
    with pytest.raises(ConviveError, match="exactly when"):
        Estimate(value=None)
    with pytest.raises(ConviveError, match="exactly when"):
        Estimate(value=0.5, status="not computable", reason="because")
    assert not_computable("theil_h_multi", "One unit.").value is None


def test_an_estimate_that_is_not_ok_says_why() -> None:
    with pytest.raises(ConviveError, match="says why"):
        Estimate(value=0.5, status="small")
