from django.urls import path

from . import recorded, views

urlpatterns = [
    path("about/<str:subject>/<uuid:uid>/", views.consents, name="consents"),
    path("about/<str:subject>/<uuid:uid>/new/", views.new_consent, name="new-consent"),
    path("words/", recorded.recordings, name="recordings"),
    path("words/<str:spoken>/", recorded.play_recording, name="play-recording"),
    path("<uuid:uid>/", views.consent, name="consent"),
    path("<uuid:uid>/recording/", views.keep_recording, name="keep-recording"),
    path("<uuid:uid>/withdraw/", views.withdraw_consent, name="withdraw-consent"),
    path("urgent/<uuid:uid>/", views.urgent, name="urgent"),
]
