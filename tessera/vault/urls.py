from django.urls import path

from . import views

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/invite/", views.invite, name="invite"),
    path("members/invitations/<uuid:uid>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("members/<uuid:uid>/let-in/", views.let_in, name="let-in"),
    path("members/<uuid:uid>/remove/", views.remove_member, name="remove-member"),
    path("files/<uuid:uid>/", views.attachment, name="attachment"),
]
