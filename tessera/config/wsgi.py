"""The WSGI application. One process serves it: the keys of open sessions live in its memory only."""

import os

from django.core.wsgi import get_wsgi_application

from tessera.common.memory import keep_memory_to_itself

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
keep_memory_to_itself()

application = get_wsgi_application()
