enum TunnelPlaceholder {}
