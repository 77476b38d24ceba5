from django.urls import path

from . import views
from .returning import views as returning
from .rooms import views as rooms
from .trust import views as trust

urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/invite/", views.invite, name="invite"),
    path("members/invitations/<uuid:uid>/withdraw/", views.withdraw_invitation, name="withdraw-invitation"),
    path("members/<uuid:uid>/let-in/", views.let_in, name="let-in"),
    path("members/<uuid:uid>/remove/", views.remove_member, name="remove-member"),
    path("members/<uuid:uid>/take-out/", rooms.take_out, name="take-out"),
    path("members/bring-in/", rooms.bring_in, name="bring-in"),
    path("members/bring-in/<uuid:uid>/", rooms.bring_in_one, name="bring-in-one"),
    path("members/organisations/<uuid:uid>/part/", rooms.part_with, name="part-with"),
    path("name/", rooms.name_room, name="name-room"),
    path("members/<uuid:uid>/new-words/", returning.begin_renewal, name="begin-renewal"),
    path("members/<uuid:uid>/new-words/withdraw/", returning.withdraw_renewal, name="withdraw-renewal"),
    path("members/<uuid:uid>/close-rooms/", returning.lift_grants, name="lift-grants"),
    path("members/<uuid:uid>/give-back/", returning.give_back, name="give-back"),
    path("members/<uuid:uid>/let-in-again/", trust.let_in_again, name="let-in-again"),
    path("trusted-people/", trust.trustees, name="trustees"),
    path("trusted-people/appoint/", trust.appoint_trustee, name="appoint-trustee"),
    path("trusted-people/<uuid:uid>/dismiss/", trust.dismiss_trustee, name="dismiss-trustee"),
    path("trusted-people/requests/<uuid:uid>/refuse/", trust.refuse_reopening, name="refuse-reopening"),
    path("lockdown/", trust.lockdown, name="lockdown"),
    path("files/<uuid:uid>/", views.attachment, name="attachment"),
]
