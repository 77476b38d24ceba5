"""Every address. A test fails on a view without a rule, and on one that the access matrix does not list."""

from django.conf import settings
from django.urls import include, path, register_converter

from tessera.access import public as help_pages
from tessera.accounts import views as accounts
from tessera.accounts.access import public as everybody
from tessera.directory import public
from tessera.envelopes import node_views
from tessera.ui.addresses import PublicLanguage
from tessera.ui.views import components
from tessera.vault.returning import views as returning
from tessera.vault.rooms import views as rooms
from tessera.vault.trust import outside
from tessera.web import arriving, joining, leaving, my_account, proof, renewing, set_up, views as web

register_converter(PublicLanguage, "language")

urlpatterns = [
    path("", web.today, name="today"),
    path("set-up/", set_up.set_up, name="set-up"),
    path("join/<str:token>/", joining.join, name="join"),
    path("new-words/<str:token>/", renewing.renew, name="renew"),
    path("sign-in/lost-words/", renewing.lost_words, name="lost-words"),
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-in/code/", accounts.sign_in_code, name="sign-in-code"),
    path("lock/", accounts.lock, name="lock"),
    path("protected/", web.protected, name="protected"),
    path("language/", accounts.language, name="language"),
    path("account/", my_account.my_account, name="my-account"),
    path("account/sessions/<uuid:name>/end/", my_account.end_session, name="end-session"),
    path("account/sessions/end-others/", my_account.end_other_sessions, name="end-other-sessions"),
    path("account/words/", my_account.new_words, name="new-words"),
    path("account/travel/", returning.travel, name="travel"),
    path("account/return/", returning.my_return, name="my-return"),
    path("account/second-factor/", my_account.second_factor, name="second-factor"),
    path("account/second-factor/codes/", my_account.recovery_codes, name="recovery-codes"),
    path("account/second-factor/off/", my_account.switch_off, name="second-factor-off"),
    path("network/", web.network, name="network"),
    path("network/organisations/add/", web.add_organisation, name="add-organisation"),
    path("network/organisations/<uuid:uid>/invite/", web.invite_first, name="invite-first"),
    path(
        "network/organisations/<uuid:uid>/nobody-left/", web.invite_where_nobody_is_left, name="nobody-left"
    ),
    path("network/proof/", proof.network_proof, name="network-proof"),
    path("account/card/", rooms.my_card, name="my-card"),
    path("network/room/", rooms.open_network_room, name="open-network-room"),
    path("rooms/", rooms.rooms, name="rooms"),
    path("rooms/open/", rooms.open_room, name="open-room"),
    path("rooms/open-first/", web.open_first_room, name="open-first-room"),
    path("closed-rooms/<uuid:uid>/", outside.closed_room, name="closed-room"),
    path("closed-rooms/<uuid:uid>/ask/", outside.ask_reopening, name="ask-reopening"),
    path("closed-rooms/<uuid:uid>/withdraw/", outside.withdraw_reopening, name="withdraw-reopening"),
    path("closed-rooms/<uuid:uid>/open/", outside.reopen, name="reopen"),
    path("trusted/", outside.trusted, name="trusted"),
    path("trusted/<uuid:uid>/", outside.asked, name="asked"),
    path("trusted/voices/<uuid:room>/<uuid:uid>/", outside.hear, name="hear"),
    path("trusted/<uuid:uid>/decline/", outside.decline, name="decline"),
    path("rooms/bring/", arriving.bring_room, name="bring-room"),
    path("rooms/bring/open/", arriving.open_copy, name="open-copy"),
    path("help/", help_pages.help_anywhere, name="help-anywhere"),
    path("<language:language>/help/", help_pages.help_here, name="help"),
    path("<language:language>/directory/", public.public_directory, name="public-directory"),
    path("<language:language>/directory/<uuid:uid>/", public.poster, name="poster"),
    path("node/card/", node_views.card, name="node-card"),
    path("node/<uuid:letterbox>/<uuid:envelope>/", node_views.bring, name="node-envelope"),
    path("room/<uuid:vault>/leaving/", leaving.leaving, name="leaving"),
    path("room/<uuid:vault>/leaving/take/", leaving.take_copy, name="take-copy"),
    path("room/<uuid:vault>/leaving/close/", leaving.close_room, name="close-room"),
    path("room/<uuid:vault>/leaving/keep-open/", leaving.keep_open, name="keep-open"),
    path("room/<uuid:vault>/leaving/<uuid:uid>/fetch/", leaving.fetch_copy, name="fetch-copy"),
    path("room/<uuid:vault>/leaving/<uuid:uid>/delete/", leaving.delete_copy, name="delete-copy"),
    path("room/<uuid:vault>/leaving/arrived/", leaving.copy_arrived, name="copy-arrived"),
    path("room/<uuid:vault>/proof/", proof.room_proof, name="proof"),
    path("room/<uuid:vault>/proof/log/", proof.log, name="log"),
    path("room/<uuid:vault>/proof/accept/", proof.accept_heads, name="accept-heads"),
    path("room/<uuid:vault>/", include("tessera.vault.urls")),
    path("room/<uuid:vault>/time-limits/", include("tessera.records.urls")),
    path("room/<uuid:vault>/consent/", include("tessera.records.consent.urls")),
    path("room/<uuid:vault>/rights/", include("tessera.records.rights.urls")),
    path("room/<uuid:vault>/paper/", include("tessera.records.paper.urls")),
    path("room/<uuid:vault>/post/", include("tessera.envelopes.urls")),
    path("room/<uuid:vault>/", include("tessera.tracing.urls")),
    path("room/<uuid:vault>/directory/lists/", include("tessera.exchange.directory_lists.urls")),
    path("room/<uuid:vault>/directory/", include("tessera.directory.urls")),
    path("room/<uuid:vault>/", include("tessera.access.urls")),
    path("room/<uuid:vault>/lists/", include("tessera.exchange.urls")),
]

if settings.DEBUG:
    urlpatterns.append(path("components/", everybody(components), name="components"))

handler400 = "tessera.web.errors.bad_request"
handler403 = "tessera.web.errors.forbidden"
handler404 = "tessera.web.errors.not_found"
handler500 = "tessera.web.errors.failed"
