enum APIClientPlaceholder {}
