"""Addresses of residents, households and double entries."""

from django.urls import path

from wangge.interfaces.desk.residents import choosing, doubles, households, listing, person, writing

urlpatterns = [
    path("", listing.show, name="residents"),
    path("settle", writing.settle, name="settle"),
    path("move", writing.move, name="move_residents"),
    path("dwellings", choosing.dwellings, name="choose_dwelling"),
    path("door", choosing.door, name="resident_door"),
    path("doubles", doubles.index, name="doubles"),
    path("doubles/<int:one>/<int:other>", doubles.compare, name="compare_doubles"),
    path("doubles/rulings/<int:pk>/undo", doubles.undo, name="undo_ruling"),
    path("homes/<int:pk>/change", writing.change_residence, name="change_residence"),
    path("homes/<int:pk>/move-out", writing.move_out, name="move_out"),
    path("care/<int:pk>/end", writing.end_care, name="end_care"),
    path("households", listing.households, name="households"),
    path("households/<int:pk>", households.show, name="household"),
    path("households/<int:pk>/arrange", households.arrange, name="arrange_household"),
    path("households/<int:pk>/split", households.split, name="split_household"),
    path("<int:pk>", person.show, name="resident"),
    path("<int:pk>/reveal", person.show_plain, name="reveal_resident"),
    path("<int:pk>/correct", writing.correct, name="correct_resident"),
    path("<int:pk>/died", writing.die, name="resident_died"),
    path("<int:pk>/alive", writing.revive, name="resident_alive"),
    path("<int:pk>/move-in", writing.move_in, name="move_in"),
    path("<int:pk>/care", writing.add_care, name="add_care"),
]
