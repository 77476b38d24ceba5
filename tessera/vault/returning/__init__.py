"""Giving a room's key back: two who know the member's voice confirm their keys, after a journey or lost words."""
