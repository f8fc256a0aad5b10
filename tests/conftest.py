"""What holds for every test: properties have no deadline; how long one example takes is up to the machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("santral", deadline=None)
settings.load_profile("santral")
