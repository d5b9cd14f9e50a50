"""``python -m convive.web VERB``: Django's own management, with our settings."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Run one management verb; an error of ours is one message and exit 1, Ctrl-C is quiet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "convive.web.config.settings")
    from django.core.management import execute_from_command_line

    from convive.core.errors import ConviveError

    try:
        execute_from_command_line(["python -m convive.web", *sys.argv[1:]])
    except ConviveError as error:
        sys.stderr.write(f"convive: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
