"""One neutral document tree, four renderers: content knows no layout, layout no content."""
