"""Birth places by name: what a visitor types is found in INSEE's code officiel géographique (COG)."""

from kiosk.identity.birth_places.place import BirthPlace
from kiosk.identity.birth_places.table import preload, search_communes, search_countries

__all__ = ["BirthPlace", "preload", "search_communes", "search_countries"]
