from django.urls import path

from . import views

urlpatterns = [
    path("", views.directory_lists, name="directory-lists"),
    path("<uuid:uid>/", views.directory_list, name="directory-list"),
    path("<uuid:uid>/take-in/", views.take_in_directory, name="take-in-directory"),
    path("<uuid:uid>/cancel/", views.cancel_directory, name="cancel-directory"),
    path("<uuid:uid>/take-back/", views.take_back_directory, name="take-back-directory"),
    path("export/<str:layout>/", views.export_directory, name="export-directory"),
]
