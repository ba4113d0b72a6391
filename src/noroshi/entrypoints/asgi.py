"""What the server calls."""

from django.core.asgi import get_asgi_application

from noroshi.entrypoints.web.live import Hub, Live

application = Live(get_asgi_application(), Hub())
