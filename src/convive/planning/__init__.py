"""What shall we do? From evidence to priorities, a small draft, and a linter that says what is still missing."""
