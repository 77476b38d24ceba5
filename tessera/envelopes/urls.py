from django.urls import path

from . import correspondence, views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("sent/", views.outbox, name="outbox"),
    path("sent/<uuid:uid>/", views.outgoing, name="outgoing"),
    path("sent/<uuid:uid>/ask-back/", views.ask_back, name="ask-back"),
    path("sent/<uuid:uid>/carried/", views.carried, name="carried"),
    path("sent/<uuid:uid>/envelope/", views.fetch_envelope, name="fetch-envelope"),
    path("came/<uuid:uid>/", views.incoming, name="incoming"),
    path("came/<uuid:uid>/law/", views.state_law, name="state-law"),
    path("came/<uuid:uid>/delete/", views.delete_received, name="delete-received"),
    path("held-back/", views.held_back, name="held-back"),
    path("bring/", views.bring_envelope, name="bring-envelope"),
    path("send/<str:subject>/<uuid:uid>/", views.send, name="send"),
    path("people/", correspondence.correspondents, name="correspondents"),
    path("people/card/", correspondence.add_card, name="add-card"),
    path("people/<uuid:uid>/compare/", correspondence.compare, name="compare-keys"),
    path("people/<uuid:uid>/end/", correspondence.end_correspondence, name="end-correspondence"),
    path("letterbox/open/", correspondence.open_letterbox, name="open-letterbox"),
    path("letterbox/words/", correspondence.own_words, name="own-words"),
    path("letterbox/card/", correspondence.fetch_card, name="fetch-card"),
]
