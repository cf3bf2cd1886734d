"""Birth places by name: what a visitor types is found in the code officiel géographique (COG).

Source of the lists: Insee, Code officiel géographique, 2026 (communes) and 2025 (countries), Licence Ouverte 2.0.
"""

from kiosk.identity.birth_places.place import BirthPlace
from kiosk.identity.birth_places.table import preload, search_communes, search_countries

__all__ = ["BirthPlace", "preload", "search_communes", "search_countries"]
