"""A browser in two words, out of what it says of itself in every request."""

import re

from django.utils.translation import gettext_lazy as _

BROWSERS = (
    # what it is called, what it says
    (_("微信"), "MicroMessenger"),
    (_("钉钉"), "DingTalk"),
    ("Edge", "Edg"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Version"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("macOS", "Mac OS X"),
    ("Linux", "Linux"),
)


def short_name(agent: str) -> str:
    """Name, main version and system, e.g. “Chrome 130 · Windows”; what is not known stays as it was said."""
    found = ((name, re.search(rf"{said}\w*/(\d+)", agent)) for name, said in BROWSERS)
    browser = next((f"{name} {match[1]}" for name, match in found if match), "")
    system = next((name for name, said in SYSTEMS if said in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent
