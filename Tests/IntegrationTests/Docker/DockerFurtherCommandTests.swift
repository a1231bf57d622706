//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Foundation
import Testing

/// Calls of the Docker API that are less common than those of `DockerCommandTests`.
@Suite(.needsCluster, .sharesCluster)
struct DockerFurtherCommandTests {
    private let image = "busybox"

    @Test func attachTalksWithAContainer() async throws {
        let (name, other) = ("dk-attach", "dk-socket")
        await ClusterDocker.remove(name, other)
        let listen = [image, "sh", "-c", "while read -r line; do echo heard $line; [ $line = end ] && exit 3; done"]
        // Made so, its input ends with the client's; otherwise its output would, for an engine.
        let made = try await ClusterDocker.run(["docker", "create", "-i", "--name", name] + listen)
        #expect(made.status == 0, "\(made)")
        try await ClusterDocker.succeed("start", name)
        let attached = try await ClusterDocker.docker("attach", name, input: "one\nend\n")
        #expect(attached.output == "heard one\nheard end\n" && attached.status == 3, "\(attached)")

        let begun = try await ClusterDocker.run(["docker", "run", "-d", "-i", "--name", other] + listen)
        #expect(begun.status == 0, "\(begun)")
        let socket = try await ClusterDocker.run(["python3", "-c", Self.webSocket, other])
        #expect(socket.output.contains("heard web"), "\(socket)")
        await ClusterDocker.remove(name, other)
    }

    /// Says a line to a container over a WebSocket and prints what it answers.
    private static let webSocket = """
        import base64, hashlib, os, socket, ssl, sys, urllib.parse
        host = urllib.parse.urlsplit(os.environ['DOCKER_HOST'])
        folder = os.environ['DOCKER_CERT_PATH']
        tls = ssl.create_default_context(cafile=folder + '/ca.pem')
        tls.load_cert_chain(folder + '/cert.pem', folder + '/key.pem')
        raw = socket.create_connection((host.hostname, host.port), timeout=20)
        with tls.wrap_socket(raw, server_hostname=host.hostname) as connection:
            key = base64.b64encode(os.urandom(16)).decode()
            path = '/v1.41/containers/%s/attach/ws?stream=1&stdin=1&stdout=1' % sys.argv[1]
            connection.sendall(('GET %s HTTP/1.1\\r\\nHost: x\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n'
                'Sec-WebSocket-Key: %s\\r\\nSec-WebSocket-Version: 13\\r\\nOrigin: http://x\\r\\n\\r\\n'
                % (path, key)).encode())
            reader = connection.makefile('rb')
            status = reader.readline().decode()
            assert ' 101 ' in status, status
            headers = {}
            for line in iter(reader.readline, b'\\r\\n'):
                name, value = line.decode().split(':', 1)
                headers[name.lower()] = value.strip()
            digest = hashlib.sha1((key + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').encode()).digest()
            assert headers['sec-websocket-accept'] == base64.b64encode(digest).decode(), headers
            text = b'web\\n'
            mask = os.urandom(4)
            masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(text))
            connection.sendall(bytes([0x81, 0x80 | len(text)]) + mask + masked)
            said = b''
            while b'heard web' not in said:
                _, length = reader.read(2)
                said += reader.read(length & 0x7f)
            print(said.decode())
        """

    @Test func imagesAreCommittedAndPushed() async throws {
        let cluster = try await Gantry.json(ClusterObject.self, "cluster", "inspect", "local")
        let registry = String(try #require(cluster.imageMap["nginx"]?.split(separator: "/").first))
        let credentials = "\(TestEnvironment.stateDirectory)/registry/credentials"
        let login = try String(contentsOfFile: credentials, encoding: .utf8).split(separator: ":", maxSplits: 1)
        let settings = FileManager.default.temporaryDirectory.appending(path: "dk-login-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: settings) }
        let (name, made) = ("dk-commit", "\(registry)/dk-committed:1")
        await ClusterDocker.remove(name)
        try await ClusterDocker.succeed(
            "run",
            "--name",
            name,
            "-e",
            "constraint:node==node2",
            image,
            "sh",
            "-c",
            "echo committed > /said"
        )
        try await ClusterDocker.succeed("commit", "--change", "CMD [\"cat\", \"/said\"]", name, made)
        await ClusterDocker.remove(name)
        let wrong = try await ClusterDocker.docker(
            "--config",
            settings,
            "login",
            "--username",
            "nobody",
            "--password-stdin",
            registry,
            input: "nothing"
        )
        #expect(wrong.status != 0 && wrong.error.contains("401 Unauthorized"), "\(wrong)")
        let entered = try await ClusterDocker.docker(
            "--config",
            settings,
            "login",
            "--username",
            String(login[0]),
            "--password-stdin",
            registry,
            input: String(login[1])
        )
        #expect(entered.output.contains("Login Succeeded"), "\(entered)")
        try await ClusterDocker.succeed("--config", settings, "push", made)
        try await ClusterDocker.succeed("rmi", made)
        // Pulled with the cluster's own login.
        let said = try await ClusterDocker.succeed("run", "--rm", "-e", "constraint:node==node3", made)
        #expect(said.hasSuffix("committed"))
        let shown = try await call("/v1.41/distribution/\(made)/json")
        #expect(shown.contains("\"digest\":\"sha256:"), "\(shown)")
        try await ClusterDocker.succeed("rmi", made)
        let search = try await ClusterDocker.docker("search", "\(registry)/busybox")
        #expect(search.status != 0 && search.error.contains("Error response from daemon"), "\(search)")
        #expect(try await ClusterDocker.succeed("plugin", "ls").hasPrefix("ID"))
        let install = try await ClusterDocker.docker("plugin", "install", "--grant-all-permissions", made)
        #expect(install.error.contains("Not supported in clustering mode"), "\(install)")
    }

    /// The answer to a GET that no command of docker's makes.
    private func call(_ path: String) async throws -> String {
        let access = try await ClusterDocker.environment()
        let host = (access["DOCKER_HOST"] ?? "").replacingOccurrences(of: "tcp://", with: "https://")
        let folder = access["DOCKER_CERT_PATH"] ?? ""
        return try await Command.succeed([
            "curl", "--silent", "--show-error", "--max-time", "20", "--cacert", folder + "/ca.pem", "--cert",
            folder + "/cert.pem", "--key", folder + "/key.pem", host + path,
        ])
    }

    @Test func prunesRemoveWhatNobodyUses() async throws {
        let label = "dk-prune=1"
        func prune(_ kind: String) async throws -> String {
            try await ClusterDocker.succeed(kind, "prune", "--force", "--filter", "label=\(label)")
        }
        for node in ["node1", "node2"] {
            try await ClusterDocker.succeed(
                "run",
                "--name",
                "dk-prune-\(node)",
                "--label",
                label,
                "-e",
                "constraint:node==\(node)",
                image,
                "true"
            )
        }
        let change = "LABEL \(label)"
        let unnamed = try await ClusterDocker.succeed("commit", "--change", change, "dk-prune-node1")
        let containers = try await prune("container")
        #expect(containers.split(separator: "\n").filter { $0.count == 64 }.count == 2, "\(containers)")
        let images = try await prune("image")
        #expect(images.contains(unnamed), "\(images)")

        try await ClusterDocker.succeed("volume", "create", "--label", label, "dk-prune")
        let volumes = try await prune("volume")
        #expect(volumes.split(separator: "\n").count { $0 == "dk-prune" } == TestEnvironment.nodes.count, "\(volumes)")
        try await ClusterDocker.succeed("network", "create", "--label", label, "dk-prune")
        #expect(try await prune("network").contains("dk-prune"))
        #expect(try await ClusterDocker.docker("network", "inspect", "dk-prune").status != 0)
    }

    @Test func prunesSpareVolumesOfApplications() async throws {
        let label = "dk-spare=1"
        for volume in ["dk-kept", "dk-loose"] {
            try await ClusterDocker.succeed("volume", "create", "--label", label, volume)
        }
        let template = "db:\n  image: redis:latest\n  volumes: ['dk-kept:/data']\n"
        try await TestApplication.deployed("dk-spare", template) { _ in
            // The volume stays for the containers that may come again; for an engine it is in nobody's use.
            try await Gantry.succeed("service", "scale", "dk-spare_db=0")
            let removed = try await ClusterDocker.succeed("volume", "prune", "--force", "--filter", "label=\(label)")
            #expect(removed.contains("dk-loose") && !removed.contains("dk-kept"), "\(removed)")
            let filter = ["volume", "ls", "--filter", "label=\(label)", "--format", "{{.Name}}"]
            let left = try await ClusterDocker.run(["docker"] + filter).output.split(separator: "\n")
            #expect(left.count == TestEnvironment.nodes.count && left.allSatisfy { $0.hasSuffix("dk-kept") }, "\(left)")
        }
        try await eventually("the volume can be removed") {
            try await ClusterDocker.docker("volume", "rm", "dk-kept")
        } until: {
            $0.status == 0
        }
    }

    @Test func portsAreThoseThatTheEngineHasGiven() async throws {
        let name = "dk-ports"
        await ClusterDocker.remove(name)
        try await ClusterDocker.succeed("run", "-d", "--name", name, "-p", "80", image, "sleep", "1000")
        let place = try await ClusterDocker.succeed("inspect", "-f", "{{.Node.Name}} {{.Node.IP}} {{.Id}}", name)
            .split(separator: " ").map(String.init)
        let (node, address, id) = (place[0], place[1], place[2])
        // The engine gives another port at each start.
        for restarts in 0...1 {
            if restarts > 0 { try await ClusterDocker.succeed("restart", "-t", "0", name) }
            let given = try await Docker.run(on: node, "port", id, "80").split(separator: "\n").first ?? ""
            let port = try #require(given.split(separator: ":").last, "\(given)")
            let shown = try await ClusterDocker.succeed("port", name, "80")
            #expect(shown.split(separator: "\n").contains("\(address):\(port)"), "\(shown)")
            let listed = try await ClusterDocker.succeed("ps", "--filter", "name=\(name)", "--format", "{{.Ports}}")
            #expect(listed.contains("\(address):\(port)->80/tcp"), "\(listed)")
        }
        await ClusterDocker.remove(name)
    }
}
