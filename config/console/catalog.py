"""All commands, in the order in which help lists them."""

from config.console.command import Command
from config.console.commands import (
    audit,
    certificate,
    clock,
    configuration,
    device_test,
    machine,
    network,
    setup,
    status,
    support,
    update,
)

COMMANDS: tuple[Command, ...] = (
    *status.COMMANDS,
    *setup.COMMANDS,
    *configuration.COMMANDS,
    *device_test.COMMANDS,
    *certificate.COMMANDS,
    *network.COMMANDS,
    *clock.COMMANDS,
    *machine.COMMANDS,
    *update.COMMANDS,
    *audit.COMMANDS,
    *support.COMMANDS,
)
