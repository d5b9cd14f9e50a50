"""What could be done: the library of local actions as data, and the dates they make."""

from convive.playbooks.load import all_playbooks, playbook, read_playbook
from convive.playbooks.model import Playbook
from convive.playbooks.schedule import Schedule, schedule

__all__ = ["Playbook", "Schedule", "all_playbooks", "playbook", "read_playbook", "schedule"]
