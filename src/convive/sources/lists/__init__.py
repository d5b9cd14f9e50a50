"""Lists that people keep for a match – schools, participants, waiting lists, mentors – as problems that can be matched.

A folder holds one problem: a list is a CSV, a gzip file or a spreadsheet of a known name. A column that looks like
immigration status or nationality, a name or an address, or a reason why two people are kept apart is refused by its
name, before any cell of the file is read.
"""

from convive.sources.lists.folder import Reading, read_folder

__all__ = ["Reading", "read_folder"]
