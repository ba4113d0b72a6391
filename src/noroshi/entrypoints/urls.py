"""Every address of the house."""

from django.urls import include, path

urlpatterns = [
    path("", include("noroshi.entrypoints.api.urls")),
    path("", include("noroshi.entrypoints.taxii.urls")),
    path("", include("noroshi.entrypoints.misp.urls")),
    path("", include("noroshi.entrypoints.csaf.urls")),
    path(
        "", include("noroshi.entrypoints.web.urls")
    ),  # the most, so that they are looked through last
]

handler400 = "noroshi.entrypoints.web.views.errors.bad_request"
handler403 = "noroshi.entrypoints.web.views.errors.forbidden"
handler404 = "noroshi.entrypoints.web.views.errors.not_found"
handler500 = "noroshi.entrypoints.web.views.errors.server_error"
handler429 = "noroshi.entrypoints.web.views.errors.too_many"  # of the library for sign-in
