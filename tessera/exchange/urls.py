from django.urls import path

from . import views

urlpatterns = [
    path("", views.lists, name="lists"),
    path("<uuid:uid>/", views.a_list, name="list"),
    path("<uuid:uid>/columns/", views.columns, name="columns"),
    path("<uuid:uid>/letters/", views.letters, name="letters"),
    path("<uuid:uid>/import/", views.start_import, name="start-import"),
    path("<uuid:uid>/go-on/", views.go_on, name="go-on"),
    path("<uuid:uid>/cancel/", views.cancel, name="cancel-import"),
    path("<uuid:uid>/take-back/", views.take_back, name="take-back"),
    path("<uuid:uid>/problems.csv", views.problems, name="problems"),
]
