"""``python -m bunko`` is the command ``bunko``."""

import sys

from bunko.cli.main import main

sys.exit(main())
