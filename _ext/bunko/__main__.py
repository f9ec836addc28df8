"""``python -m bunko`` is the command ``bunko``."""

import sys

from bunko.cli import main

sys.exit(main())
