from django.urls import path

from . import views

urlpatterns = [
    path("about/<str:subject>/<uuid:uid>/", views.rights, name="rights"),
    path("about/<str:subject>/<uuid:uid>/new/", views.new_request, name="new-rights-request"),
    path("about/<str:subject>/<uuid:uid>/copy/", views.copy, name="own-copy"),
    path("<uuid:uid>/", views.rights_request, name="rights-request"),
    path("<uuid:uid>/erase/", views.erase, name="erase-record"),
]
