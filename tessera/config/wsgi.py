"""The WSGI application. One process serves it: the keys of open sessions live in its memory only."""

import os
import resource

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
# A core dump would hold what members had open.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

application = get_wsgi_application()
