"""Addresses of one case, by its number, and of the choosers that its forms use."""

from django.urls import path, register_converter

import wangge.interfaces.desk.case.building as building
import wangge.interfaces.desk.case.choosing as choosing
import wangge.interfaces.desk.case.naming as naming
import wangge.interfaces.desk.case.views as views


class CaseNumber:
    """A case number: the district, the day, the sequence."""

    regex = r"\d{19}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CaseNumber, "case_number")

urlpatterns = [
    path("choose/condition/", choosing.conditions, name="choose_condition"),
    path("choose/area/", choosing.areas, name="choose_area"),
    path("choose/case/", choosing.cases, name="choose_case"),
    path("<case_number:number>/", views.show, name="case"),
    path("<case_number:number>/steps/<slug:step>/", views.step, name="step"),
    path("<case_number:number>/building/", building.show, name="building_of_case"),
    path("<case_number:number>/named/", naming.show, name="named"),
    path("<case_number:number>/named/find/", naming.find, name="find_named"),
    path("<case_number:number>/named/add/", naming.add, name="name_on_case"),
    path("<case_number:number>/named/<int:pk>/remove/", naming.remove, name="unname"),
    path("<case_number:number>/named/<int:pk>/phone/", naming.call, name="call_named"),
    path("<case_number:number>/reporter/", views.reveal, name="reveal"),
    path("<case_number:number>/print/", views.printed, name="print_case"),
]
