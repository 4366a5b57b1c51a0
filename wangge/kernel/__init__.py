"""Words that every room uses. The kernel knows no business."""
