"""Which platform of the service is asked: they answer "not found" differently."""

from enum import Enum


class Environment(Enum):
    QUALIFICATION = "qualification"
    PRODUCTION = "production"
