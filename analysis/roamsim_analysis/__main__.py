"""python -m roamsim_analysis report RUN_DIR [--out DIR]"""

import sys

from roamsim_analysis.command import main

sys.exit(main(sys.argv[1:]))
