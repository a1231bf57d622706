enum RouterPlaceholder {}
