//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Certificates and keys that were made for tests, valid for a hundred years.
enum TestPEM {
    /// Of `Old.Shop.Test`, which has no alternative names.
    static let rsa = """
        -----BEGIN CERTIFICATE-----
        MIIDEzCCAfugAwIBAgIUaUB5l+T3mIxvYlmopw2LgqOc3T8wDQYJKoZIhvcNAQEL
        BQAwGDEWMBQGA1UEAwwNT2xkLlNob3AuVGVzdDAgFw0yNjExMjIwNzUxNDVaGA8y
        MTI2MTAyOTA3NTE0NVowGDEWMBQGA1UEAwwNT2xkLlNob3AuVGVzdDCCASIwDQYJ
        KoZIhvcNAQEBBQADggEPADCCAQoCggEBAMoBbyQbV0sY8AOQSrvnzFAuL1mt0g6c
        YFVraZurqdkwpInu30QUozif6X/K2G9T1eKgedoG8ZAeztHW00p+AT3J6bGXzA5n
        +ANqfXR+2v/nBfPSO/l8isP38Zep2WqYfRH7lK2iLXn8EL01iZ7XUIwu+zZb871W
        RA/7UMHs/qfRzsO05eqFmE/GVaMF+7Lj0xJCz7GQgpnEBmNDnIejrqD2VcKQ/Z3Q
        nU+D0f4Umut9q948oOtVSZjzlxdMYmRpqOA3HL8gKkAoCI/WEvZPByYXw+DkJVKv
        WtqHSWlOO2qf9H+vDirueLkPCVTZmxxfUn5D3+0k0e/1sTJjyPMiWHkCAwEAAaNT
        MFEwHQYDVR0OBBYEFKwy8+vBwId8gs59H/mt2vXLhwinMB8GA1UdIwQYMBaAFKwy
        8+vBwId8gs59H/mt2vXLhwinMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQEL
        BQADggEBADNRXMLEu8ZMXoqsmIbBe1Pwu6kxPqGZj23hdrdyexUTR9Oaksh4YMCN
        1zB5FQNhalX8B0tWlZBY2q9Gou1NTcUWxeoJYkL5DqorI0ZXstshheLxXm63w8AP
        +CmdeBBd3SkKAV73rCTVEc7iQLvHFKqSAuKdhwlCD4aCn3mDkEbwnyVZCZ8+YkrJ
        XJld9qOg7xK3pu9earC6R7KZD2T7edDpcUG3jm09CT4pIHn/0DKU4dmGL+Xo8UaO
        NqndzCpiCdWYuSD4S7IvFh9X0Wpe5yC0zcP27w+MXQRoWzEUj/I1JGJKhq780LZr
        opnWL+xkAbmDwqEzEWc9twMBVd/ECMU=
        -----END CERTIFICATE-----

        """

    /// PKCS #1.
    static let rsaKey = """
        -----BEGIN RSA PRIVATE KEY-----
        MIIEogIBAAKCAQEAygFvJBtXSxjwA5BKu+fMUC4vWa3SDpxgVWtpm6up2TCkie7f
        RBSjOJ/pf8rYb1PV4qB52gbxkB7O0dbTSn4BPcnpsZfMDmf4A2p9dH7a/+cF89I7
        +XyKw/fxl6nZaph9EfuUraItefwQvTWJntdQjC77NlvzvVZED/tQwez+p9HOw7Tl
        6oWYT8ZVowX7suPTEkLPsZCCmcQGY0Och6OuoPZVwpD9ndCdT4PR/hSa632r3jyg
        61VJmPOXF0xiZGmo4DccvyAqQCgIj9YS9k8HJhfD4OQlUq9a2odJaU47ap/0f68O
        Ku54uQ8JVNmbHF9SfkPf7STR7/WxMmPI8yJYeQIDAQABAoIBAAhncEl7uovzvZrf
        rt+b1yCqq+U4BvDnwYFq7UsmOclg8ubQVC5+X3mF5qEeo2vt8cGtUeXNFjxGmdhk
        pChO2cv0KZJYxEBWWTzsJOFwPHnQcYC+s/3PItdLFRHNcE+1MyEzcCYGpPbJ8rjV
        IGn7iid2NhTsKlXBKrum+x8W9j5tTaMQvLSzUOLgJkl/XM0052XHshI7qeRly4P3
        tIP5dSfiaYNO8DtfwhwPvL0NHm37OfancgHvEL9J/0E5WbSOlLczUHfQ0/tlxoI5
        +9Sk6a5LuMJMuKqa68nuBzuc52FrZPDxF0KQjzK80BV9VGHpNCwiGDDQPJy0ws5f
        JKuBOGECgYEA8sBzZW3jjeVtvFVHoiJADQfq3VJyScCIwJVf4F5ynJzygjzeaUup
        hakhjQGaVwbkeZsiIi8As+mjt0g1WgiwvA0qFTiuQNclPNP+ajBb3G8O4DaJPkAB
        PfbrYBXTOs6HPEPmcfUo5sZCIUGPkLa0eH/XBNfGp69eIQzCSn3H7ZkCgYEA1Qe1
        Pry0S2TgoADOAXDmkV6PR1awU1gBzqqDwnNQYP9ZZBNOgqfSdU/ugwWLMeY8FZPg
        65dThe22JE5FsRkzVJ5v9r3VOauiYbLKV0BaqO/XMiIvty9TFzwAfFDvvOkn7HTp
        70EnTm+Q5CaDjLVJkl+kC6dcXVe4jZx3qki/zeECgYBpDsciT4Oa5n8ucc31qlME
        ELghnsvdhVjp1/vNc7KwevAtU0CCW397XC4sA1STc2UwB+am2qa4NlZnPPXyCC7M
        w/nBg21OnI3+HFVQCavH47yRZqjQ6wxej91gETIAkl9OwqgaC5ru/UCjeeczHw9N
        0y3wZ54O9kOLlCUF7he3iQKBgDemK9KXuQF4+LTTgP0fYRvYd9VK8ATVmKNEJ+dD
        +FteWRurb3byIChFGSlg6Vu/qTJ5zue8QDVcQ5h4WfxJeP9B5D2wmWLXUzPyYKkq
        RoSbIrwV8iEIW8xWAEp5WicfQS6j2/iELKBwxIjVBshbEz0JfvEMZzR7FdroZNo2
        5uQBAoGAQ/h169xq3JLRl+al1i1H5YHcvJ9KJqYht5uDZjIt3VImNnVUIlZ8JxIA
        M5GIMa9jxDG20BOt/uuwmVm+vKQCvWdzXVy82VVU7WfGFId0EgAqYamU7yqcRoJ3
        F0L5pOBIws1HnxvG9gHvPMyeGLqYNKfJa8RZOMBx1vP6HzRs2XM=
        -----END RSA PRIVATE KEY-----

        """

    /// P-384, of hosts and addresses, one of them twice.
    static let ecdsa = """
        -----BEGIN CERTIFICATE-----
        MIICEDCCAZagAwIBAgIUQr+m4mpD8IPuT7qZ29zIQxf90aswCgYIKoZIzj0EAwIw
        HTEOMAwGA1UECgwFU2hvcHMxCzAJBgNVBAMMAmVjMCAXDTI2MTEyMjA3NTE0NVoY
        DzIxMjYxMDI5MDc1MTQ1WjAdMQ4wDAYDVQQKDAVTaG9wczELMAkGA1UEAwwCZWMw
        djAQBgcqhkjOPQIBBgUrgQQAIgNiAAS+xKDhvcbf4pta7P3CiZRGGxpmAiIgUwjv
        +xvCUhvo+1OBhR+gZsXFQhoPtwlUjcjy7ZZVHbShUEEOZ7NDBwCwlvxogR14MC0q
        J225X8v8+K+JkZGyXMaG7bw2v8b48zejgZQwgZEwHQYDVR0OBBYEFEmmebeXdjQp
        IyL6zr8d4mbhUPu6MB8GA1UdIwQYMBaAFEmmebeXdjQpIyL6zr8d4mbhUPu6MA8G
        A1UdEwEB/wQFMAMBAf8wPgYDVR0RBDcwNYIHRUMudGVzdIIJKi5lYy50ZXN0hwQK
        AAABhxD+gAAAAAAAAAAAAAAAAAABggdlYy50ZXN0MAoGCCqGSM49BAMCA2gAMGUC
        MQDbzfTUW9ZBJe6sePfimLPp86yMjB2LSI9RDVPeFn+pFMwNXO+TXvQynXLUrnEC
        3+YCMBHQzOPWHfPi9UrniY4eETsP29irB2anXdMo2yNvJlPaLy+DBxgoKG6R7vl+
        H4csCg==
        -----END CERTIFICATE-----

        """

    /// The same, for clients alone.
    static let client = """
        -----BEGIN CERTIFICATE-----
        MIICJjCCAaugAwIBAgIUYvA7sG8Uwh9o6b5IsleQyD67HywwCgYIKoZIzj0EAwIw
        HTEOMAwGA1UECgwFU2hvcHMxCzAJBgNVBAMMAmVjMCAXDTI2MTEyMjA3NTE0NVoY
        DzIxMjYxMDI5MDc1MTQ1WjAdMQ4wDAYDVQQKDAVTaG9wczELMAkGA1UEAwwCZWMw
        djAQBgcqhkjOPQIBBgUrgQQAIgNiAAS+xKDhvcbf4pta7P3CiZRGGxpmAiIgUwjv
        +xvCUhvo+1OBhR+gZsXFQhoPtwlUjcjy7ZZVHbShUEEOZ7NDBwCwlvxogR14MC0q
        J225X8v8+K+JkZGyXMaG7bw2v8b48zejgakwgaYwHQYDVR0OBBYEFEmmebeXdjQp
        IyL6zr8d4mbhUPu6MB8GA1UdIwQYMBaAFEmmebeXdjQpIyL6zr8d4mbhUPu6MA8G
        A1UdEwEB/wQFMAMBAf8wPgYDVR0RBDcwNYIHRUMudGVzdIIJKi5lYy50ZXN0hwQK
        AAABhxD+gAAAAAAAAAAAAAAAAAABggdlYy50ZXN0MBMGA1UdJQQMMAoGCCsGAQUF
        BwMCMAoGCCqGSM49BAMCA2kAMGYCMQCQ7ar7muFegwqOL9vfOZ8fcey7LVxm7wjZ
        WQgc9mUg77zzvaHiMoPQjw5MSh7Axt4CMQCQ4Xmbh2azVyE4PssRkFiAPd8smdf9
        gk0rb52DGyqMM39sjgS3smDF92vAeXAGV3A=
        -----END CERTIFICATE-----

        """

    /// SEC 1, after its parameters.
    static let ecdsaKey = """
        -----BEGIN EC PARAMETERS-----
        BgUrgQQAIg==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        MIGkAgEBBDCWFGYN46dlvHgYYAkpIwZUnH0fXaYB2Qd8BSSt3p/pW0tBRoncdkgy
        7kjAdTtMO36gBwYFK4EEACKhZANiAAS+xKDhvcbf4pta7P3CiZRGGxpmAiIgUwjv
        +xvCUhvo+1OBhR+gZsXFQhoPtwlUjcjy7ZZVHbShUEEOZ7NDBwCwlvxogR14MC0q
        J225X8v8+K+JkZGyXMaG7bw2v8b48zc=
        -----END EC PRIVATE KEY-----

        """

    /// SEC 1 with a passphrase.
    static let oldSealedKey = """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,D49A84644C7E6FFA8983E3FE6CFF53B8

        xAIbXIdDqydJQ6t2HPaEH41JV5YHwVDbkUGjb4G0YzrVDi3dl+F8ufGgHBaNhbF2
        YEQLRSXAwqbIOqf2uHkD7UXKSOWxHajlx4r8ojTMFvp6eK7TBcFcKH83GjoiyEDc
        wibp6JUze4ZnhMoS9v1GOlwHwqX5+TdJqjmY8Um99sydjrbIfvSzs4Ofs2pJyV5a
        u/84u4pxw2D8V0EUvjFSd1wUCEdtbzrjZVAHa34bCyQ=
        -----END EC PRIVATE KEY-----

        """

    /// PKCS #8 with a passphrase.
    static let sealedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIIBHDBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIYw3idf+fMHUCAggA
        MAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUDBAEqBBCTAmXz5trlE57xN7psLvebBIHA
        GgCQgO0bOiKgDzS2BfmuGMjnEJu2m8EfBI6WVhCHAB8xdzW9azx+Gy+reGIgKzjl
        sc3UanJHXqeSzgi16Hib2o/Sa+fBlpkJVzfVVG40wpXrVchL/ZCytt/UiTxDZ4xb
        T7cydE9rCgOjmcHgcSxvX/kCO8HGl+BKGmTeI56H+uxlaieFJhI/mj4G3SlGOGp/
        KNJJE0/v2wRALf2CzaKD5XwRJy/nq0EDVaV2KtqSiHXv9JUteK4N4JM4nwYQj6G0
        -----END ENCRYPTED PRIVATE KEY-----

        """
}
