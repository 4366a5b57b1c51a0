"""Parts of a case that several interfaces show: clocks, story, choosers, contact, its point on a map."""
