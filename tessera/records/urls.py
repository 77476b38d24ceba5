from django.urls import path

from . import views

urlpatterns = [
    path("", views.retention, name="retention"),
    path("day/", views.confirm_clock, name="confirm-clock"),
    path("after-restore/", views.after_restore, name="after-restore"),
]
