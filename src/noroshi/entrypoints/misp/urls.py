"""Addresses of MISP's interface. `.json` and a slash may end them, and settings as `metadata:1`."""

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import URLPattern, re_path

from noroshi.entrypoints.misp import attributes, events, feeds, server, tags

REF = r"(?P<ref>[A-Za-z0-9@.-]{1,100}?)"
UUID = r"(?P<ref>[0-9a-fA-F-]{36})"
NUMBER = r"(?P<ref>[0-9]{1,9})"
END = r"(?:\.json)?(?:/[A-Za-z_]{1,40}:[^/]{0,200})*/?$"


def _at(route: str, view: Callable[..., HttpResponse]) -> URLPattern:
    name = f"misp_{route.partition('(')[0].strip('/').replace('/', '_')}"
    return re_path(f"^misp/{route}{END}", view, name=name)


urlpatterns = [
    _at("servers/getVersion", server.version),
    _at("servers/getPyMISPVersion", server.version),
    _at(f"users/view/{REF}", server.me),
    _at("organisations", server.organisations),
    _at("organisations/index", server.organisations),
    _at(f"organisations/view/{REF}", server.organisation),
    _at("attributes/describeTypes", attributes.described),
    _at("events/restSearch", events.search),
    _at("events/index", events.index),
    _at("events", events.index),
    _at("events/add", events.add),
    _at(f"events/view/{REF}", events.view),
    _at(f"events/edit/{REF}", events.edit),
    _at(f"events/(?:publish|alert)/{REF}", events.publish),
    _at(f"events/unpublish/{REF}", events.unpublish),
    _at(f"events/delete/{REF}", events.delete),
    _at("attributes/restSearch", attributes.search),
    _at("attributes/index", attributes.index),
    _at(f"attributes/view/{REF}", attributes.view),
    _at(f"attributes/add/{REF}", attributes.add),
    _at(f"attributes/edit/{REF}", attributes.edit),
    _at(f"attributes/restore/{REF}", attributes.restore),
    _at(f"attributes/delete/{REF}(?P<hard>/1)?", attributes.delete),
    _at("objects/restSearch", attributes.object_search),
    _at(f"objects/view/{REF}", attributes.object_view),
    _at(f"objects/add/{REF}", attributes.object_add),
    _at(f"objects/edit/{REF}", attributes.object_edit),
    _at(f"objects/delete/{REF}", attributes.object_delete),
    _at("objectReferences/add", attributes.reference_add),
    _at(f"objectReferences/delete/{REF}(?:/true)?", attributes.reference_delete),
    _at("tags/index", tags.index),
    _at(f"tags/view/{REF}", tags.view),
    _at("tags/search", tags.search),
    _at("tags/attachTagToObject", tags.attach),
    _at("tags/removeTagFromObject", tags.remove),
    _at("sightings/add", tags.sight),
    _at(f"sightings/add/{REF}", tags.sight),
    _at("sightings/index", tags.listed),
    _at("sightings/listSightings", tags.listed),
    _at("sightings/restSearch(?:/(?P<context>event|attribute))?", tags.found),
    _at(f"sightings/delete/{REF}", tags.delete_sighting),
    _at("warninglists/index", server.lists),
    _at(f"warninglists/view/{NUMBER}", server.one_list),
    _at("warninglists/checkValue", server.check),
    _at("feed/manifest", feeds.manifest),
    re_path(r"^misp/feed/hashes\.csv$", feeds.hashes, name="misp_feed_hashes"),
    _at(f"feed/{UUID}", feeds.event),
    re_path(r"^misp/", server.absent, name="misp_absent"),
]
