//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import NIOCore
import NIOHTTP2

/// The limits and times of a tunnel's connections; the defaults suit both ends.
package struct TunnelSettings: Sendable, Hashable {
    /// How many bytes the peer may send on one stream before they are read; bounds the memory of a stalled reader to
    /// about twice as much.
    package var streamWindow = 1 << 20
    /// How many bytes the peer may have under way on all streams together.
    package var connectionWindow = 16 << 20
    /// How many streams may be open at once.
    package var maximumStreams = 4_096
    /// How often it is checked whether the peer was heard; a silent one is asked for a sign of life.
    package var pingInterval = Duration.milliseconds(500)
    /// After how much silence a peer is given up; a dead one is found one interval later at most.
    ///
    /// What was sent into a cut of three seconds is sent again by TCP four seconds after the last byte at the latest.
    package var silenceLimit = Duration.milliseconds(4_500)
    /// How long a TLS handshake may take.
    package var handshakeTimeout = Duration.seconds(10)
    /// How long a connection attempt may take before the handshake.
    package var connectTimeout = Duration.seconds(5)
    /// How many handshakes may be under way at once; more connections are closed at once.
    package var maximumHandshakes = 512

    package init() {}

    /// The ALPN name of this protocol.
    static let protocolName = "gantry-tunnel/1"

    var connectionConfiguration: NIOHTTP2Handler.ConnectionConfiguration {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.targetWindowSize = connectionWindow
        configuration.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: maximumStreams),
            HTTP2Setting(parameter: .initialWindowSize, value: streamWindow),
            HTTP2Setting(parameter: .maxHeaderListSize, value: 64 << 10),
            HTTP2Setting(parameter: .maxFrameSize, value: 64 << 10),
        ]
        // Bodies end with their stream; engines answer HEAD with lengths of bodies that do not follow.
        configuration.contentLengthValidation = .disabled
        // The defaults beneath are made against strangers and would end the connection of a busy node; peers here have
        // proved who they are.
        configuration.maximumSequentialEmptyDataFrames = 1_000
        configuration.maximumRecentlyResetStreams = 8_192
        configuration.maximumConnectionGlitches = .max
        configuration.controlFrameRateLimit.maximumCount = 100_000
        return configuration
    }

    var streamConfiguration: NIOHTTP2Handler.StreamConfiguration {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.targetWindowSize = streamWindow
        configuration.outboundBufferSizeHighWatermark = 256 << 10
        configuration.outboundBufferSizeLowWatermark = 64 << 10
        configuration.streamResetFrameRateLimit.maximumCount = 100_000
        configuration.streamErrorRateLimit.maximumCount = 100_000
        return configuration
    }
}

extension TimeAmount {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self = .nanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
