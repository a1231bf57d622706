//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import FoundationEssentials
import Model
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.5Z", 1_500_000_000),
        ("2016-02-02T07:45:13.113833319Z", 1_454_399_113_113_833_319),
        ("2016-02-02t07:45:13.113833319z", 1_454_399_113_113_833_319),
        ("2016-02-02 07:45:13.113833319Z", 1_454_399_113_113_833_319),
        ("2016-02-02T15:45:13.113833319+08:00", 1_454_399_113_113_833_319),
        ("2016-02-02T02:15:13.113833319-05:30", 1_454_399_113_113_833_319),
        ("2016-02-02T07:45:13.1138333199999Z", 1_454_399_113_113_833_319),
        ("1969-12-31T23:59:59.999999999Z", -1),
        ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000_000_000),
    ])
    func itIsReadWithFractionsAndOffsets(text: String, nanoseconds: Int64) {
        #expect(Timestamp(text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "now", "2016-02-02", "2016-02-02T07:45:13", "2016-02-02T07:45:13.", "2016-02-02T07:45:13.Z",
        "2016-02-02T07:45:13.5", "2016-02-02T07:45:13Zx", "2016-02-02T07:45:13+0800", "2016-02-02T07:45:13+08:0",
        "2016-13-02T07:45:13Z", "2016-00-02T07:45:13Z", "2016-02-00T07:45:13Z", "2016-02-30T07:45:13Z",
        "2015-02-29T07:45:13Z", "1900-02-29T07:45:13Z", "2016-04-31T07:45:13Z", "2016-02-02T24:45:13Z",
        "2016-02-02T07:60:13Z", "2016-02-02T07:45:61Z", "2016/02/02T07:45:13Z", "２016-02-02T07:45:13Z",
        "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z",
        "2016-02-02T07:45:13." + String(repeating: "1", count: 60) + "Z",
    ])
    func whatIsNoTimeIsRefused(text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000000Z"),
        (-1, "1969-12-31T23:59:59.999999999Z"),
        (1_454_399_113_113_833_319, "2016-02-02T07:45:13.113833319Z"),
        (951_782_400_000_000_001, "2000-02-29T00:00:00.000000001Z"),
        (-2_203_977_600_000_000_000, "1900-02-28T00:00:00.000000000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000000000Z"),
    ])
    func itIsWrittenWithNanoseconds(nanoseconds: Int64, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).description == text)
        #expect(Timestamp(text)?.nanoseconds == nanoseconds)
    }

    @Test func daysOfFiveCenturiesComeBack() {
        for day in stride(from: Int64(-102_000), to: 100_000, by: 11) {
            let time = Timestamp(nanoseconds: day * 86_400_000_000_000 + 43_200_123_456_789)
            #expect(Timestamp(time.description) == time)
        }
    }

    @Test func theWholeRangeIsWritten() {
        #expect(Timestamp(nanoseconds: .max).description == "2262-04-11T23:47:16.854775807Z")
        #expect(Timestamp(nanoseconds: .min).description == "1677-09-21T00:12:43.145224192Z")
    }

    @Test func itCountsInWholeSecondsRoundedDown() {
        #expect(Timestamp(nanoseconds: 1_999_999_999).seconds == 1)
        #expect(Timestamp(nanoseconds: -1).seconds == -1)
        #expect(Timestamp(seconds: 5).nanoseconds == 5_000_000_000)
        #expect(Timestamp(seconds: 5) + .milliseconds(1_500) == Timestamp(nanoseconds: 6_500_000_000))
        #expect(Timestamp(seconds: 5) - Timestamp(seconds: 7) == .seconds(-2))
        #expect(Duration.milliseconds(-1_500).wholeNanoseconds == -1_500_000_000)
    }

    @Test func onTheWireItIsAString() throws {
        let time = Timestamp(nanoseconds: 1_500_000_000)
        let data = try JSONEncoder().encode([time])
        #expect(String(decoding: data, as: UTF8.self) == #"["1970-01-01T00:00:01.500000000Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == [time])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["yesterday"]"#.utf8))
        }
    }
}
