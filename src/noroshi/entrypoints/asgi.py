"""What the server calls."""

import django

from noroshi.entrypoints.lanes import Handler
from noroshi.entrypoints.web.live import Hub, Live

django.setup(set_prefix=False)

application = Live(Handler(), Hub())
