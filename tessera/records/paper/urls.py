from django.urls import path

from . import views

urlpatterns = [
    path("consent/<uuid:uid>/", views.prepare_paper, name="prepare-paper"),
    path("<uuid:uid>/", views.paper, name="paper"),
]
