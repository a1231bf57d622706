enum ComposePlaceholder {}
