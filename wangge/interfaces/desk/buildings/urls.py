"""Addresses of buildings and dwellings."""

from django.urls import path

from wangge.interfaces.desk.buildings import changing, doors, listing, moving, showing

urlpatterns = [
    path("", listing.index, name="buildings"),
    path("map", listing.on_map, name="building_map"),
    path("points.geojson", listing.points, name="building_points"),
    path("shapes.geojson", listing.shapes, name="building_shapes"),
    path("dwellings", listing.dwellings, name="dwellings"),
    path("new", changing.new, name="new_building"),
    path("renumber", changing.renumber, name="renumber"),
    path("gone", changing.gone, name="gone_buildings"),
    path("<int:pk>", showing.building, name="building"),
    path("<int:pk>/change", changing.change, name="change_building"),
    path("<int:pk>/remove", changing.remove, name="remove_building"),
    path("<int:pk>/restore", changing.restore, name="restore_building"),
    path("choose", moving.choose, name="choose_building"),
    path("<int:pk>/move", moving.move, name="move_dwellings"),
    path("<int:pk>/move/undo", moving.undo, name="undo_move"),
    path("<int:pk>/doors", doors.make, name="make_dwellings"),
    path("<int:pk>/dwellings/new", doors.new, name="new_dwelling"),
    path("dwellings/<int:pk>", showing.dwelling, name="dwelling"),
    path("dwellings/<int:pk>/change", doors.change, name="change_dwelling"),
    path("dwellings/<int:pk>/remove", doors.remove, name="remove_dwelling"),
    path("dwellings/<int:pk>/restore", doors.restore, name="restore_dwelling"),
    path("dwellings/<int:pk>/owner", showing.owner, name="reveal_owner"),
]
