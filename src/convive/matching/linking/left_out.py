"""Who is left out, why, and what would help.

A class is left out because

- ``no_admissible_partner``: no class of another school keeps all rules with it,
- ``no_common_date`` or ``vetoed``: the same, and classes would be open but for their days, or but for vetoes, while no
  other single rule would open one,
- ``quota``: its school links as many classes as it may, and one more would add to the whole,
- ``full``: it has partners, and all of them are of more use elsewhere.

``would_open`` are the single rules whose removal alone would open a partner: for a class without partners any, for one
that has some a partner that is left out as well, so that a link would be won for certain.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from convive.matching.linking.best import Best
from convive.matching.linking.pairs import Pairs, funnel
from convive.matching.linking.prepared import Prepared
from convive.matching.linking.roll import Roll, Whole
from convive.matching.linking.rules import RULES

RUNNER_UPS = 3
OPTION = pl.Struct({"class_id": pl.String, "value": pl.Int64, "at_least": pl.Int64})
FUNNEL = pl.Struct(dict.fromkeys(("others", *RULES), pl.Int64))
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,
    "reason": pl.String,
    "would_open": pl.List(pl.String),
    "partners": pl.Int64,
    "reserve": pl.Int64,
    "funnel": FUNNEL,
    "runner_ups": pl.List(OPTION),
}
ALONE: dict[tuple[str, ...], str] = {("dates",): "no_common_date", ("veto",): "vetoed"}


def left_out(ready: Prepared, best: Best, asked: Whole, one_more: dict[int, int]) -> pl.DataFrame:
    """The classes ``asked`` about, each with its reason, in the order of identifiers.

    ``partners`` counts the admissible ones. ``reserve`` is the order in which to call a class when another drops out:
    the one first whose best partner would cost least to give it; null where there is nobody to give. ``runner_ups``
    are its three cheapest partners: what the pair is worth, and how much the whole loses at least by it. ``one_more``
    says for the schools at their quota what one more class would add.
    """
    roll, all_pairs, pairs, quotas = ready.roll, ready.pairs, ready.open, ready.quotas
    school = roll.arrays.school
    has = (np.bincount(np.concatenate([all_pairs.first, all_pairs.second]), minlength=roll.classes) > 0)[asked]
    linked = np.bincount(school[best.mate >= 0], minlength=len(roll.school_ids))
    at_quota = np.array([linked[s] >= quotas.get(s, roll.classes) for s in school[asked].tolist()], dtype=np.bool_)
    bound_by = has & np.array([one_more.get(s, 0) > 0 for s in school[asked].tolist()], dtype=np.bool_)
    also_left = np.zeros(roll.classes, dtype=np.bool_)
    also_left[asked[~at_quota]] = True
    left, alone = funnel(roll, asked, also_left, ~has)
    options = _options(roll, pairs, best, asked)
    rows: list[dict[str, Any]] = []
    for row, at in enumerate(asked.tolist()):
        if not has[row]:
            opens = [rule for rule, many in zip(RULES, alone[row], strict=True) if many]
            reason = ALONE.get(tuple(opens), "no_admissible_partner")
        elif bound_by[row]:
            opens, reason = ["quota"], "quota"
        else:
            won = zip(RULES, alone[row], strict=True)
            # A pair that weighs nothing or less is no gain, however open it is.
            opens = [rule for rule, many in won if many and rule != "weight" and not at_quota[row]]
            reason = "full"
        rows.append(
            {
                "id": roll.class_ids[at],
                "reason": reason,
                "would_open": opens,
                "partners": int(left[row, -1]),
                "reserve": None,
                "funnel": dict(zip(("others", *RULES), left[row].tolist(), strict=True)),
                "runner_ups": options.get(at, []),
            }
        )
    can = [row for row in rows if row["reason"] == "full" and row["runner_ups"]]
    can.sort(key=lambda own: (own["runner_ups"][0]["at_least"], own["id"]))
    for place, own in enumerate(can):
        own["reserve"] = place + 1
    return pl.DataFrame(rows, schema=SCHEMA)


def _options(roll: Roll, pairs: Pairs, best: Best, asked: Whole) -> dict[int, list[dict[str, object]]]:
    """The cheapest partners of each class asked about."""
    wanted = np.zeros(roll.classes, dtype=np.bool_)
    wanted[asked] = True
    at_a, at_b = np.flatnonzero(wanted[pairs.first]), np.flatnonzero(wanted[pairs.second])
    edge = np.concatenate([at_a, at_b])
    who = np.concatenate([pairs.first[at_a], pairs.second[at_b]])
    partner = np.concatenate([pairs.second[at_a], pairs.first[at_b]])
    worth = pairs.weight[edge]
    costs = best.at_least(pairs.first[edge], pairs.second[edge], worth)
    found: dict[int, list[dict[str, object]]] = {}
    for row in np.lexsort((partner, -worth, costs, who)).tolist():
        own = found.setdefault(int(who[row]), [])
        if len(own) < RUNNER_UPS:
            own.append(
                {"class_id": roll.class_ids[partner[row]], "value": int(worth[row]), "at_least": int(costs[row])}
            )
    return found
