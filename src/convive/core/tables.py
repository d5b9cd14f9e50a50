"""Schemas of the frames that travel between importers and engines.

Every schema declares ``row``: the 1-based line of the file a record came from, so that any number can be traced back
and a refused row can be named. Frames that were worked out rather than read carry ``row`` = 0.
"""

from __future__ import annotations

import dataframely as dy


class Units(dy.Schema):
    """What people are counted in: one row a unit, with whatever names and parents the publisher printed."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=True)
    lsoa = dy.String(nullable=True)
    msoa = dy.String(nullable=True)
    authority = dy.String(nullable=True)
    people = dy.Int64(nullable=False, min=0)


class Counts(dy.Schema):
    """People of one group in one unit. Zero counts are kept: 0 is not missing."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    group = dy.String(nullable=False, primary_key=True)
    count = dy.Int64(nullable=False, min=0)


class LsoaChanges(dy.Schema):
    """Every pair of 2011 and 2021 LSOAs that share land, with the change: U same, S split, M merged, X redrawn."""

    row = dy.Int64(nullable=False)
    lsoa11 = dy.String(nullable=False, primary_key=True)
    lsoa11_name = dy.String(nullable=False)
    change = dy.Enum(["U", "S", "M", "X"], nullable=False)
    lsoa21 = dy.String(nullable=False, primary_key=True)
    lsoa21_name = dy.String(nullable=False)
    lad22 = dy.String(nullable=False)
    lad22_name = dy.String(nullable=False)


class LsoaWards(dy.Schema):
    """The 2024 ward (best fit) of every 2021 LSOA: used to label neighbourhoods, never to add people up."""

    row = dy.Int64(nullable=False)
    lsoa21 = dy.String(nullable=False, primary_key=True)
    ward = dy.String(nullable=False)
    ward_name = dy.String(nullable=False)
    lad24 = dy.String(nullable=False)
    lad24_name = dy.String(nullable=False)


class Outlines(dy.Schema):
    """The outline of one 2021 LSOA: a polygon in longitude and latitude (WGS84), as well-known binary."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=False)
    authority = dy.String(nullable=True)
    outline = dy.Binary(nullable=False)


class Schools(dy.Schema):
    """One row a school. ``pupils`` is the head count; ``counted`` says whether the publisher gives pupils by group.

    ``authority`` is the district the school stands in, never the county that maintains it; null where the publisher
    does not know it. ``unrecorded`` are pupils whose group nobody wrote down: they are in ``pupils`` and in no group.
    """

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=False)
    phase = dy.String(nullable=False)
    authority = dy.String(nullable=True)
    authority_name = dy.String(nullable=True)
    ward = dy.String(nullable=True)
    ward_name = dy.String(nullable=True)
    postcode = dy.String(nullable=True)
    pupils = dy.Int64(nullable=True, min=0)
    unrecorded = dy.Int64(nullable=True, min=0)
    counted = dy.Bool(nullable=False)


class Meals(dy.Schema):
    """Pupils of one school who are known to be eligible for free school meals; no row where it is not published."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    eligible = dy.Int64(nullable=False, min=0)


class Postcodes(dy.Schema):
    """Where a postcode lies: the middle of its addresses in degrees (WGS84). Written with one space: "BD1 1AA"."""

    row = dy.Int64(nullable=False)
    postcode = dy.String(nullable=False, primary_key=True)
    latitude = dy.Float64(nullable=False, min=49, max=61)
    longitude = dy.Float64(nullable=False, min=-9, max=2.5)
    lsoa = dy.String(nullable=True)
    ward = dy.String(nullable=True)
    authority = dy.String(nullable=True)


class Deprivation(dy.Schema):
    """The rank and the tenth of one small area in one domain of the English Indices of Deprivation.

    ``domain`` is "all" for the index itself. Rank 1 and tenth 1 are the most deprived.
    """

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    domain = dy.String(nullable=False, primary_key=True)
    rank = dy.Int64(nullable=False, min=1)
    tenth = dy.Int64(nullable=False, min=1, max=10)


class ByAuthority(dy.Schema):
    """People in one authority on one day, by a category of the publisher's; told apart by code and name together.

    ``authority`` is the code that fits the printed ``name``: a code that the publisher printed against another name
    is mended by the name, and the import report says so.
    """

    row = dy.Int64(nullable=False)
    authority = dy.String(nullable=False, primary_key=True)
    name = dy.String(nullable=False, primary_key=True)
    date = dy.Date(nullable=False, primary_key=True)
    category = dy.String(nullable=False, primary_key=True)
    people = dy.Int64(nullable=False, min=0)


class Capacity(dy.Schema):
    """Places and pupils of one school, where the publisher gives them."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    places = dy.Int64(nullable=True, min=0)
    pupils = dy.Int64(nullable=True, min=0)


class Points(dy.Schema):
    """Where one school lies, in degrees (WGS84)."""

    row = dy.Int64(nullable=False)
    unit = dy.String(nullable=False, primary_key=True)
    latitude = dy.Float64(nullable=False, min=49, max=61)
    longitude = dy.Float64(nullable=False, min=-9, max=2.5)


class Observations(dy.Schema):
    """A figure that people here hold: a measure of one place (or a part of it) on one day."""

    row = dy.Int64(nullable=False)
    place = dy.String(nullable=False, primary_key=True)
    service = dy.String(nullable=False, primary_key=True)
    measure = dy.String(nullable=False, primary_key=True)
    date = dy.Date(nullable=False, primary_key=True)
    value = dy.Float64(nullable=False)
    source = dy.String(nullable=True)
