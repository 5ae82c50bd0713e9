#!/usr/bin/env python
"""Makes the pages of the site, in a process of its own.

    python site/build.py HANDOVER OUT    # once, by hand: what Pelican says is printed
    python site/build.py --serve         # for the nightly run: a job a line on standard input, an answer a line back

The hand-over is a folder that ``pipeline/core/handover.py`` describes.

Copyright (C) 2026 the Yangguang authors. This program and everything beside it in ``site/`` is free software under the
GNU Affero General Public License, version 3 or any later version (site/LICENSE); it comes without any warranty.
"""

import sys
from pathlib import Path

_SITE = Path(__file__).absolute().parent
_PACKAGES = next(folder for folder in Path(__file__).resolve().parents[1:3] if (folder / "pipeline").is_dir())
sys.path[:0] = [str(_PACKAGES), str(_SITE / "plugins")]

if __name__ == "__main__":
    from yangguang_site.serving import main

    sys.exit(main(_SITE, sys.argv[1:]))
