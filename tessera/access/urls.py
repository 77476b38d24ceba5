from django.urls import path

from . import views

urlpatterns = [
    path("help/", views.member_help, name="member-help"),
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.propose_rule, name="new-rule"),
    path("rules/upload/", views.upload_rule_table, name="upload-rule-table"),
    path("rules/table/<str:table>.csv", views.rule_table, name="rule-table"),
    path("rules/proposals/<uuid:uid>/", views.proposal, name="proposal"),
    path("rules/proposals/<uuid:uid>/review/", views.review_proposal, name="review-proposal"),
    path("rules/proposals/<uuid:uid>/withdraw/", views.withdraw_proposal, name="withdraw-proposal"),
    path("rules/<slug:code>/", views.rule, name="rule"),
    path("rules/<slug:code>/change/", views.propose_rule, name="change-rule"),
]
