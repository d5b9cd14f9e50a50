"""A proposal of who meets whom, as people read it: on a page of the site and as a file.

:func:`record` turns a problem and its answer into plain values once, where the engines run; :func:`parts` makes the
pieces of a page from them, wherever that page is.
"""

from convive.reports.match.parts import Parts, parts
from convive.reports.match.record import record

__all__ = ["Parts", "parts", "record"]
