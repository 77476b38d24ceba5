from django.urls import path

from . import views
from .newcomers import views as newcomers

urlpatterns = [
    path("", views.directory, name="directory"),
    path("new/<str:kind>/", views.new_entry, name="new-entry"),
    path("entry/<uuid:uid>/", views.entry, name="entry"),
    path("entry/<uuid:uid>/change/", views.change_entry, name="change-entry"),
    path("entry/<uuid:uid>/confirm/", views.confirm_entry, name="confirm-entry"),
    path("entry/<uuid:uid>/keep/", views.keep_entry, name="keep-entry"),
    path("entry/<uuid:uid>/show/", views.show_entry, name="show-entry"),
    path("entry/<uuid:uid>/hide/", views.hide_entry, name="hide-entry"),
    path("entry/<uuid:uid>/delete/", views.delete_entry, name="delete-entry"),
    path("entry/<uuid:uid>/check/", views.check_firewall, name="check-firewall"),
    path("entry/<uuid:uid>/vouch/", newcomers.vouch, name="vouch"),
    path("entry/<uuid:uid>/vouch/take-back/", newcomers.take_back, name="take-back-vouch"),
    path("entry/<uuid:uid>/admit/", newcomers.admit, name="admit"),
    path("posters/", views.compare_posters, name="posters"),
    path("suggestion/<uuid:uid>/", views.suggestion, name="suggestion"),
]
