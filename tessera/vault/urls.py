from django.urls import path

from . import views
from .trust import views as trust

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/invite/", views.invite, name="invite"),
    path("members/invitations/<uuid:uid>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("members/<uuid:uid>/let-in/", views.let_in, name="let-in"),
    path("members/<uuid:uid>/remove/", views.remove_member, name="remove-member"),
    path("members/<uuid:uid>/let-in-again/", trust.let_in_again, name="let-in-again"),
    path("trusted-people/", trust.trustees, name="trustees"),
    path("trusted-people/appoint/", trust.appoint_trustee, name="appoint-trustee"),
    path("trusted-people/<uuid:uid>/dismiss/", trust.dismiss_trustee, name="dismiss-trustee"),
    path("trusted-people/requests/<uuid:uid>/refuse/", trust.refuse_reopening, name="refuse-reopening"),
    path("lockdown/", trust.lockdown, name="lockdown"),
    path("files/<uuid:uid>/", views.attachment, name="attachment"),
]
