"""The values behind the shared components; the templates only show them."""
