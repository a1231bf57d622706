//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A service that says what of a request arrived, and gives back what comes in over a WebSocket.
enum EchoServer {
    /// A service with this server in its containers, which end at once when they are stopped.
    static func service(
        _ name: String,
        host: String,
        scale: Int = 1,
        labels: [String: String] = [:],
        environment: [String] = []
    ) -> String {
        let all = [
            "aliyun.scale": "\(scale)",
            "aliyun.routing.port_80": host,
            "aliyun.probe.url": "http://container/",
        ]
        // A template's own variables begin with the dollar sign, too.
        let text = program.replacing("$", with: "$$").split(separator: "\n", omittingEmptySubsequences: false)
        return Templates.service(
            name,
            """
            image: nginx:latest
            restart: always
            stop_signal: SIGKILL
            command:
              - perl
              - -e
              - |

            """ + text.map { "    \($0)" }.joined(separator: "\n"),
            labels: all.merging(labels) { $1 },
            environment: environment
        )
    }

    /// What a body is answered with, when all of it arrived: its length, and the sum of its bytes.
    static func answer(to body: [UInt8]) -> String {
        "\(body.count) \(body.reduce(into: UInt32(0)) { $0 &+= UInt32($1) })\n"
    }

    /// Perl is in the image; a process for each connection.
    private static let program = #"""
        use IO::Socket::INET;
        $SIG{CHLD} = 'IGNORE';
        my $listener = IO::Socket::INET->new(LocalPort => 80, Listen => 512, ReuseAddr => 1) or die "port 80: $!";
        while (1) {
            my $client = $listener->accept or next;
            if (!fork) { serve($client); exit 0 }
            close $client;
        }

        sub serve {
            my $client = shift;
            binmode $client;
            $client->autoflush(1);
            while (defined(my $request = <$client>)) {
                my (%header, $line);
                $header{lc $1} = $2 while defined($line = <$client>) && $line =~ /^([^:]+):\s*(.*?)\r?$/;
                return echo($client, $header{'sec-websocket-key'}) if lc($header{upgrade} // '') eq 'websocket';
                my ($body, $length) = ('', $header{'content-length'} // 0);
                read($client, $body, $length) == $length or return;
                my $answer = $length . ' ' . unpack('%32C*', $body) . "\n";
                print $client "HTTP/1.1 200 OK\r\nContent-Length: " . length($answer) . "\r\n\r\n$answer" or return;
            }
        }

        # RFC 6455, for texts of up to 125 bytes.
        sub echo {
            my ($client, $key) = @_;
            my ($digest) = split ' ', `printf %s '${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11' | sha1sum`;
            chomp(my $accept = `printf '$digest' | perl -e 'print pack "H*", <STDIN>' | base64`);
            print $client "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                . "Sec-WebSocket-Accept: $accept\r\n\r\n";
            while (read($client, my $head, 6) == 6) {
                my ($first, $second, @mask) = unpack 'C*', $head;
                my $length = $second & 127;
                read($client, my $text, $length) == $length or return;
                my @bytes = unpack 'C*', $text;
                $bytes[$_] ^= $mask[$_ % 4] for 0 .. $#bytes;
                print $client pack 'C*', $first, $length, @bytes;
                return if ($first & 15) == 8;
            }
        }
        """#
}
