"""Small folders of lists with invented schools, people and classes, for tests to spoil."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

SCHOOLS = (
    "school_id,name,phase,x_km,y_km,eth_a,eth_b,fsm,special",
    "S1,Mill,primary,0,0,0.9,0.1,0.2,no",
    "S2,Weir,primary,3,4,0.2,0.8,0.4,no",
)
CLASSES = ("class_id,school_id,year,size,dates", "C1,S1,4,28,", "C2,S2,4,27,2027-03-02|2027-03-09")
PARTICIPANTS = ("person_id,ethnicity,gender,school", "P1,a,f,S1", "P2,b,m,S2", "P3,a,m,S1", "P4,b,f,S2")
LEARNERS = (
    "learner_id,level,literate,female,women_only,needs_childcare,x_km,y_km,max_km,wait_weeks,slots,open_to_me",
    "L1,E2,yes,no,no,no,1,2,3,10,Mon am|thu evening,not asked",
    "L2,Pre-entry,0,1,1,1,0,0,2.5,3,1|4,yes",
)
OFFERS = (
    "class_id,level_min,level_max,skill,takes_non_literate,women_only,reason,slot,capacity,creche_places,"
    "venue_x_km,venue_y_km,sessions,min_size",
    "K1,E1,E3,,0,0,,Mon am,12,0,1,1,10,5",
    "K2,PreEntry,E1,speaking,1,1,asked for by the women who come,4,8,4,0,1,10,5",
)
MENTORING = {
    "mentees.csv": ("mentee,wait_weeks", "M1,4", "M2,"),
    "mentors.csv": ("mentor,capacity,employer", "N1,1,Mill", "N2,2,"),
    "edges.csv": ("mentee,mentor,score,weight", "M1,N1,30,670", "M2,N2,20,500"),
}
FOLDERS: dict[str, dict[str, tuple[str, ...]]] = {
    "linking": {"schools.csv": SCHOOLS, "classes.csv": CLASSES},
    "teams": {"participants.csv": PARTICIPANTS},
    "placement": {"learners.csv": LEARNERS, "classes.csv": OFFERS},
    "mentoring": MENTORING,
}


@pytest.fixture
def folder(tmp_path: Path) -> Callable[..., Path]:
    """A sound folder of one kind, with some files added or written anew (``None`` takes one away)."""

    def make(what: str, changed: Mapping[str, tuple[str, ...] | str | bytes | None] | None = None) -> Path:
        path = tmp_path / what
        path.mkdir(exist_ok=True)
        for name, content in {**FOLDERS[what], **(changed or {})}.items():
            if content is None:
                (path / name).unlink(missing_ok=True)
                continue
            text = content if isinstance(content, (str, bytes)) else "\n".join(content) + "\n"
            (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return make
