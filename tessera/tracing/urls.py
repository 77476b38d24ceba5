from django.urls import path

from . import keeping, views

urlpatterns = [
    path("people/<str:kind>/", views.people, name="people"),
    path("people/<str:kind>/new/", views.new_person, name="new-person"),
    path("person/<uuid:uid>/", views.person, name="person"),
    path("person/<uuid:uid>/change/", views.change_person, name="change-person"),
    path("person/<uuid:uid>/delete/", views.delete_person, name="delete-person"),
    path("person/<uuid:uid>/keep/", keeping.keep_person, name="keep-person"),
    path("people-ending/", keeping.ending, name="ending"),
    path("person/<uuid:uid>/candidates/", views.candidates, name="candidates"),
    path("person/<uuid:uid>/attach/", views.attach, name="attach"),
    path("person/<uuid:uid>/files/<uuid:file>/delete/", views.delete_file, name="delete-file"),
    path("search/", views.search, name="search"),
    path("search/<uuid:uid>/", views.search_results, name="search-results"),
]
