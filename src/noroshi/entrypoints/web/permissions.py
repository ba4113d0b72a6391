"""Which buttons and forms to show. What counts is the actions' own check."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse

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


def needs(power: Power) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page that is all for one act: who may not do it is told so before anything is typed."""

    def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def page(request: Any, *given: Any, **named: Any) -> HttpResponse:
            require(request.hat.actor, power)
            return view(request, *given, **named)

        return page

    return guarded
