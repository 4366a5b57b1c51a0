"""Addresses of subscriptions, deliveries and tokens."""

from django.urls import path

from wangge.interfaces.desk.exchange import deliveries, subscriptions, tokens

urlpatterns = [
    path("", subscriptions.index, name="subscriptions"),
    path("new", subscriptions.new, name="new_subscription"),
    path("<uuid:pk>", subscriptions.show, name="subscription"),
    path("<uuid:pk>/approve", subscriptions.approve, name="approve_subscription"),
    path("<uuid:pk>/pause", subscriptions.pause, name="pause_subscription"),
    path("<uuid:pk>/resume", subscriptions.resume, name="resume_subscription"),
    path("<uuid:pk>/remove", subscriptions.remove, name="remove_subscription"),
    path("<uuid:pk>/secret", subscriptions.renew_secret, name="renew_secret"),
    path("<uuid:pk>/ping", subscriptions.ping, name="ping_subscription"),
    path("deliveries/", deliveries.index, name="deliveries"),
    path("deliveries/again", deliveries.send_again, name="send_again"),
    path("deliveries/<uuid:pk>", deliveries.show, name="delivery"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/new", tokens.new, name="new_token"),
    path("tokens/<uuid:pk>/revoke", tokens.revoke, name="revoke_token"),
]
