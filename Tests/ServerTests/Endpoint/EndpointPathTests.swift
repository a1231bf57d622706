//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Model
import Testing

@testable import Server

@Suite struct EndpointPathTests {
    @Test(arguments: [
        ("/projects/", "/clusters/c1/projects/"),
        ("/projects", "/clusters/c1/projects"),
        ("/projects?q=a/b", "/clusters/c1/projects?q=a/b"),
        ("//projects/web", "/clusters/c1//projects/web"),
        ("/p%72ojects/web", "/clusters/c1/p%72ojects/web"),
        ("/services/web_web/scale", "/clusters/c1/services/web_web/scale"),
        ("/hosts/", "/clusters/c1/hosts/"),
        ("/v1.24/containers/json?all=1", "/clusters/c1/docker/v1.24/containers/json?all=1"),
        ("/_ping", "/clusters/c1/docker/_ping"),
        ("/volumes/create", "/clusters/c1/docker/volumes/create"),
        ("/projectsx", "/clusters/c1/docker/projectsx"),
        ("/clusters/c2/projects", "/clusters/c1/docker/clusters/c2/projects"),
        ("/users", "/clusters/c1/docker/users"),
        ("/?projects", "/clusters/c1/docker/?projects"),
        ("*", "/clusters/c1/docker/*"),
        ("", "/clusters/c1/docker/"),
    ])
    func eachRequestHasItsPlaceInTheManagementAPI(target: String, path: String) {
        #expect(EndpointPath.rewritten(target, for: "c1") == path)
    }

    @Test func placesAreToldAsTheEndpointHasThem() {
        #expect(EndpointPath.restored("/clusters/c1/projects/web", for: "c1") == "/projects/web")
        #expect(EndpointPath.restored("/clusters/c10/projects/web", for: "c1") == "/clusters/c10/projects/web")
        #expect(EndpointPath.restored("https://x/y", for: "c1") == "https://x/y")
    }
}
