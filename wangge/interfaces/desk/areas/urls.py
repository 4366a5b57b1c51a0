"""Addresses of areas and their imports."""

from django.urls import path

from wangge.interfaces.desk.areas import boundary, imports, preview, views

urlpatterns = [
    path("", views.index, name="areas"),
    path("<int:pk>", views.show, name="area"),
    path("<int:pk>/change", views.change, name="change_area"),
    path("<int:pk>/retire", views.retire, name="retire_area"),
    path("<int:pk>/boundary", boundary.redraw, name="redraw_area"),
    path("imports", imports.index, name="area_imports"),
    path("imports/<int:pk>", imports.show, name="area_import"),
    path("imports/<int:pk>/carry-out", imports.carry_out, name="carry_out_area_import"),
    path("imports/<int:pk>/put-aside", imports.put_aside, name="put_aside_area_import"),
    path("imports/<int:pk>/suggestions", imports.take_suggestions, name="take_area_suggestions"),
    path("imports/<int:pk>/parent", imports.make_parent, name="make_area_parent"),
    path("imports/<int:pk>/columns", imports.remap, name="remap_area_import"),
    path("imports/<int:pk>/report.txt", imports.report, name="area_import_report"),
    path("imports/<int:pk>/rows.geojson", preview.rows, name="area_import_rows"),
    path("imports/<int:pk>/rows/<int:number>/", imports.row, name="area_import_row"),
    path("imports/<int:pk>/rows/<int:number>", imports.mend, name="mend_area_row"),
]
