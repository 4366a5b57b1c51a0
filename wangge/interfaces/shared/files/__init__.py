"""Photos and files of cases: taken in by a form, shown in a page, sent to whoever may see their case."""
