"""From the British National Grid to longitude and latitude, as the Ordnance Survey describes it.

Source: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and C: the grid undone on the
Airy ellipsoid, then the seven-parameter change from OSGB36 to WGS84. It is good to about five metres, far below the
distance between two schools.
"""

from __future__ import annotations

from math import atan2, cos, degrees, radians, sin, sqrt, tan

# Airy 1830 and WGS84: the two half axes in metres.
_AIRY = (6377563.396, 6356256.909)
_WGS84 = (6378137.0, 6356752.314245)
# The grid: scale, true origin in degrees, and the false origin's eastings and northings in metres.
_SCALE, _LATITUDE, _LONGITUDE, _EAST, _NORTH = 0.9996012717, 49.0, -2.0, 400000.0, -100000.0
# OSGB36 to WGS84: shifts in metres, scale in parts of a million, turns in seconds of arc.
_SHIFT = (446.448, -125.157, 542.060)
_PARTS = -20.4894e-6
_TURN = (0.1502, 0.2470, 0.8421)
_CLOSE = 1e-5


def degrees_of(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude (WGS84, degrees) of a point on the National Grid (metres).

    The published pair of a point near Caister: 651409.903, 313177.270 and 52° 39′ 28.723″ N, 1° 42′ 57.787″ E:

    >>> latitude, longitude = degrees_of(651409.903, 313177.270)
    >>> round(latitude, 5) == round(52 + 39 / 60 + 28.723 / 3600, 5)
    True
    >>> round(longitude, 5) == round(1 + 42 / 60 + 57.787 / 3600, 5)
    True
    """
    return _point_to_degrees(*_moved(*_degrees_to_point(*_ungrid(easting, northing))))


def _ungrid(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the Airy ellipsoid (annex C of the guide; roman numerals as there)."""
    a, b = _AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    phi, arc = radians(_LATITUDE), 0.0
    while True:
        phi += (northing - _NORTH - arc) / (a * _SCALE)
        arc = _meridian(phi, b, n)
        if abs(northing - _NORTH - arc) < _CLOSE:
            break
    nu = a * _SCALE / sqrt(1 - e2 * sin(phi) ** 2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * sin(phi) ** 2) ** 1.5
    eta2, t, sec = nu / rho - 1, tan(phi), 1 / cos(phi)
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    east = easting - _EAST
    return (
        phi - vii * east**2 + viii * east**4 - ix * east**6,
        radians(_LONGITUDE) + x * east - xi * east**3 + xii * east**5 - xiia * east**7,
    )


def _meridian(phi: float, b: float, n: float) -> float:
    low, high = phi - radians(_LATITUDE), phi + radians(_LATITUDE)
    return (
        b
        * _SCALE
        * (
            (1 + n + 1.25 * (n**2 + n**3)) * low
            - (3 * (n + n**2) + 2.625 * n**3) * sin(low) * cos(high)
            + 1.875 * (n**2 + n**3) * sin(2 * low) * cos(2 * high)
            - 35 / 24 * n**3 * sin(3 * low) * cos(3 * high)
        )
    )


def _degrees_to_point(phi: float, lam: float) -> tuple[float, float, float]:
    a, b = _AIRY
    e2 = 1 - (b / a) ** 2
    nu = a / sqrt(1 - e2 * sin(phi) ** 2)
    return nu * cos(phi) * cos(lam), nu * cos(phi) * sin(lam), (1 - e2) * nu * sin(phi)


def _moved(x: float, y: float, z: float) -> tuple[float, float, float]:
    rx, ry, rz = (radians(turn / 3600) for turn in _TURN)
    size = 1 + _PARTS
    return (
        _SHIFT[0] + size * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + size * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + size * z,
    )


def _point_to_degrees(x: float, y: float, z: float) -> tuple[float, float]:
    a, b = _WGS84
    e2 = 1 - (b / a) ** 2
    flat = sqrt(x**2 + y**2)
    phi, before = atan2(z, flat * (1 - e2)), 9.0
    while abs(phi - before) > 1e-12:
        nu = a / sqrt(1 - e2 * sin(phi) ** 2)
        phi, before = atan2(z + e2 * nu * sin(phi), flat), phi
    return degrees(phi), degrees(atan2(y, x))
