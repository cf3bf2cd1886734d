from dataclasses import dataclass

_OVERSEAS = ("97", "98")
_ABROAD = "99"


@dataclass(frozen=True)
class BirthPlace:
    """One name of a commune, a municipal arrondissement or a country, with the code it has in the COG."""

    code: str
    """5 characters: a commune's (2A and 2B in Corsica), or 99 and a country's."""
    name: str
    """In French, with its article and accents."""
    until: int | None = None
    """The year in which this name or this code went out of force, or None while it stands."""

    @property
    def department(self) -> str:
        """The code's department, such as 35, 2A or 974; empty abroad."""
        if self.code.startswith(_ABROAD):
            return ""
        return self.code[:3] if self.code.startswith(_OVERSEAS) else self.code[:2]
