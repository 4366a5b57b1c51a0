"""Chinese: thousands are set apart where a template asks for it (1,234)."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
