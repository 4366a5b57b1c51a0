"""What every interface shows alike: base templates, components, one stylesheet, small modules."""
