//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import NIOCore
import Testing

@testable import APIClient

@Suite struct UpgradeAnswerTests {
    private static let taken = "HTTP/1.1 101 UPGRADED\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\nfirst\r\n\r\nbytes"

    @Test func theHeadIsReadHoweverItIsCut() throws {
        let bytes = Array(Self.taken.utf8)
        for cut in 0...bytes.count {
            let answer = try read([Array(bytes[..<cut]), Array(bytes[cut...])])
            #expect(answer.isComplete)
            #expect(answer.status == 101)
            #expect(String(buffer: answer.body) == "first\r\n\r\nbytes", "cut at \(cut)")
        }
        #expect(String(buffer: try read(bytes.map { [$0] }).body) == "first\r\n\r\nbytes", "byte by byte")
    }

    @Test func anUnfinishedHeadIsNoAnswerYet() throws {
        let answer = try read([Array("HTTP/1.1 200 OK\r\nA: b\r\n".utf8)])
        #expect(!answer.isComplete)
        #expect(answer.status == 0)
    }

    @Test(arguments: [
        "HTTP/1.1 409 Conflict\r\nContent-Type: application/json\r\n\r\n%",
        "HTTP/1.1 409 Conflict\r\nTransfer-Encoding: chunked\r\n\r\n4a\r\n%\r\n0\r\n\r\n",
    ])
    func aRefusalIsTheServersOwn(text: String) throws {
        let object = #"{"code":"conflict","message":"it is paused","request_id":"r"}"#
        let parts = text.split(separator: "%", omittingEmptySubsequences: false)
        let answer = try read([Array((parts[0] + object + parts[1]).utf8)])
        #expect(answer.status == 409)
        #expect(
            answer.failure as? APIErrorBody
                == APIErrorBody(code: "conflict", message: "it is paused", requestID: "r")
        )
    }

    @Test func aRefusalOfSomebodyElseIsShownAsItIs() throws {
        let answer = try read([Array("HTTP/1.1 502 Bad Gateway\r\n\r\n<html>no {luck}".utf8)])
        let failure = try #require(answer.failure as? APIClientError)
        #expect(failure.description == "the server answered 502: <html>no {luck}")
    }

    @Test(arguments: ["SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 OK 200\r\n\r\n", "\r\n\r\n"])
    func whatIsNotHTTPIsRefused(text: String) {
        #expect(throws: APIClientError.self) { try read([Array(text.utf8)]) }
    }

    @Test func whatIsMuchTooLongIsRefused() {
        #expect(throws: APIClientError("the answer's head is too long")) {
            try read([[UInt8](repeating: 65, count: 70_000)])
        }
        #expect(throws: APIClientError("the answer is too long")) {
            let head = Array("HTTP/1.1 500 Error\r\n\r\n".utf8)
            _ = try read([head] + Array(repeating: [UInt8](repeating: 65, count: 400_000), count: 3))
        }
    }

    @discardableResult
    private func read(_ parts: [[UInt8]]) throws -> UpgradeAnswer {
        var answer = UpgradeAnswer()
        for part in parts { try answer.take(ByteBuffer(bytes: part)) }
        return answer
    }
}
