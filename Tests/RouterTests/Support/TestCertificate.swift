//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A certificate of `shop.test` with its key, signed by itself, for a hundred years.
let testCertificate = """
    -----BEGIN CERTIFICATE-----
    MIIBljCCATugAwIBAgIUC0AjbMlmvZMSh9ii9naeC9rsG2wwCgYIKoZIzj0EAwIw
    FDESMBAGA1UEAwwJc2hvcC50ZXN0MCAXDTI2MTEyMjA0Mzc0OVoYDzIxMjYxMDI5
    MDQzNzQ5WjAUMRIwEAYDVQQDDAlzaG9wLnRlc3QwWTATBgcqhkjOPQIBBggqhkjO
    PQMBBwNCAARM30YJGBgY5CD8dImK0fZC56elCtM44w2D47DVovLoPWq3hRBWOf6b
    P+kcyAFi64IlIxnCh3/xZj8ByQh/Aa6Ko2kwZzAdBgNVHQ4EFgQU6D52DMHxVHvm
    t9uC20h7fQSYVqEwHwYDVR0jBBgwFoAU6D52DMHxVHvmt9uC20h7fQSYVqEwDwYD
    VR0TAQH/BAUwAwEB/zAUBgNVHREEDTALgglzaG9wLnRlc3QwCgYIKoZIzj0EAwID
    SQAwRgIhALrEU0IuPgbYdkRP/N17XOdtza27GA+JSYtbnH9sYC9rAiEAxCUMCGIN
    eS7SLs8tWZ+OFB32swHgLuC2pFwwdzMbBiQ=
    -----END CERTIFICATE-----
    -----BEGIN PRIVATE KEY-----
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgyHQYlXoTG2dwAC7c
    cBbRYjgDblTJA8T5arFPvaAanqGhRANCAARM30YJGBgY5CD8dImK0fZC56elCtM4
    4w2D47DVovLoPWq3hRBWOf6bP+kcyAFi64IlIxnCh3/xZj8ByQh/Aa6K
    -----END PRIVATE KEY-----

    """
