"""`python -m web.cli`: the command line without the installed script."""

import sys

from web.cli import main

sys.exit(main())
