"""Which buttons to show. What counts is the actions' own check."""

from noroshi.kernel.actors import Actor
from noroshi.kernel.errors import RefusedError
from noroshi.parties.rules import Power, require


def may(actor: Actor, power: Power) -> bool:
    """Would the act be refused to this role?"""
    try:
        require(actor, power)
    except RefusedError:
        return False
    return True
