enum LocalClusterPlaceholder {}
