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
    """The year in which this name went out of force, or None while it stands."""
    later_code: str | None = None
    """The code that the same place has been given since, where it has one."""

    @property
    def department(self) -> str:
        """The department the place is in today, such as 35, 2A or 974; empty abroad."""
        code = self.later_code or self.code
        if code.startswith(_ABROAD):
            return ""
        return code[:3] if code.startswith(_OVERSEAS) else code[:2]
