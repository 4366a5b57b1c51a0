"""How the body of a write is read: JSON, and said to be JSON."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from wangge.interfaces.api.problems import NotJson

JSON = "application/json"


class JsonOnly(Parser):
    """Refuses a form that another site could have sent."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body of a request that says what it is."""
        if request.content_type != JSON:
            raise NotJson(_("正文须为 JSON，请把 Content-Type 设为 application/json。"))
        said: dict[str, Any] = json.loads(request.body)
        return said
