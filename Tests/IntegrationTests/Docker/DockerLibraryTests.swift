//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Testing

/// Docker's library for Python against the cluster.
@Suite(.needsCluster, .sharesCluster)
struct DockerLibraryTests {
    @Test func theLibrarysCallsWork() async throws {
        let script = """
            import io, tarfile, docker
            client = docker.from_env(timeout=60)
            assert client.ping()
            assert client.version()['Version'].startswith('swarm/')
            assert 'Nodes' in dict(map(tuple, client.info()['SystemStatus']))
            assert client.containers.run('busybox', ['echo', 'hello'], remove=True) == b'hello\\n'
            one = client.containers.run('busybox', ['sleep', '1000'], name='dpy-one', detach=True,
                                        environment=['constraint:node==node2'], labels={'suite': 'dpy'})
            try:
                assert one.attrs['Node']['Name'] == 'node2', one.attrs['Node']
                assert [c.id for c in client.containers.list(filters={'label': 'suite=dpy'})] == [one.id]
                code, output = one.exec_run(['sh', '-c', 'echo out; echo err >&2; exit 3'], demux=True)
                assert code == 3 and output == (b'out\\n', b'err\\n'), (code, output)
                archive = io.BytesIO()
                with tarfile.open(fileobj=archive, mode='w') as tar:
                    info = tarfile.TarInfo('file'); info.size = 3
                    tar.addfile(info, io.BytesIO(b'abc'))
                assert one.put_archive('/tmp', archive.getvalue())
                parts, stat = one.get_archive('/tmp/file')
                assert stat['name'] == 'file' and b'abc' in b''.join(parts)
                assert one.stats(stream=False)['id'] == one.id
                socket = one.exec_run(['cat'], stdin=True, socket=True).output
                raw = getattr(socket, '_sock', socket)
                raw.send(b'ping')
                assert b'ping' in raw.recv(100)
                raw.close()
                client.networks.create('dpy-net')
                net = client.networks.get('dpy-net')
                net.connect(one)
                net.reload()
                assert one.id in net.attrs['Containers'], net.attrs
                net.disconnect(one)
                net.remove()
                volume = client.volumes.create('dpy-volume')
                assert volume.name == 'dpy-volume'
                volume.remove()
                try:
                    client.containers.get('none')
                    raise AssertionError('found')
                except docker.errors.NotFound:
                    pass
            finally:
                one.remove(force=True)
            events = client.events(since=1, until=9999999999, filters={'container': one.id}, decode=True)
            assert next(events)['node']['Name'] == 'node2'
            events.close()
            print('all of it worked')
            """
        // `scripts/setup` puts the library there.
        let result = try await ClusterDocker.run(["/var/cache/gantry/python/bin/python", "-c", script])
        #expect(result.output.contains("all of it worked"), "\(result)")
    }
}
