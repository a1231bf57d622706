//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import ControlPlane

@Suite struct ImageTests {
    @Test(arguments: [
        ("nginx", "mirror.test/nginx"),
        ("nginx:1.25", "mirror.test/nginx:1.25"),
        ("nginx@sha256:abc", "mirror.test/nginx@sha256:abc"),
        ("nginx-extras", "nginx-extras"),
        ("nginxinc/app", "nginxinc/app"),
        ("registry.test/team/app:2", "cache.test/team/app:2"),
        ("registry.test/team/special/app", "special.test/app"),
        ("registry.test.example/app", "registry.test.example/app"),
        ("slash.test/app", "other.test/app"),
        ("", ""),
    ])
    func theLongestPrefixThatEndsAtABoundaryIsReplaced(image: String, expected: String) {
        let map = [
            "nginx": "mirror.test/nginx", "registry.test": "cache.test", "registry.test/team/special": "special.test",
            "slash.test/": "other.test/",
        ]
        #expect(ImageMap.resolve(image, map: map) == expected)
    }

    @Test(arguments: [
        ("nginx", "docker.io"), ("library/nginx:1", "docker.io"), ("team/app@sha256:abc", "docker.io"),
        ("registry.test/app", "registry.test"), ("registry:5000/app:1", "registry:5000"),
        ("localhost/app", "localhost"), ("docker.io/library/nginx", "docker.io"),
    ])
    func theRegistryOfAReference(image: String, expected: String) {
        #expect(ImageMap.registry(of: image) == expected)
    }

    @Test(arguments: [
        ("nginx", "nginx", "latest"), ("nginx:1.25", "nginx", "1.25"), ("team/app:2", "team/app", "2"),
        ("registry.test:5000/app", "registry.test:5000/app", "latest"),
        ("registry.test:5000/app:3", "registry.test:5000/app", "3"),
        ("nginx@sha256:abc", "nginx", "sha256:abc"), ("nginx:1@sha256:abc", "nginx:1", "sha256:abc"),
    ])
    func aReferenceIsCutIntoNameAndTag(image: String, name: String, tag: String) {
        let parts = ImagePull.split(image)
        #expect(parts.name == name)
        #expect(parts.tag == tag)
    }
}
