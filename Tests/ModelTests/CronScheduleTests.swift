//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Foundation
import Model
import Testing

@Suite struct CronScheduleTests {
    @Test(arguments: [
        ("* * * * * *", CronSchedule.Field.second, Array(0...59)),
        ("0-59/30 * * * * *", .second, [0, 30]),
        ("5/20 * * * * *", .second, [5, 25, 45]),
        ("1,3-5,*/30 * * * * *", .second, [0, 1, 3, 4, 5, 30]),
        ("0 0 22-23 * * *", .hour, [22, 23]),
        ("0 0 0 31 * *", .day, [31]),
        ("0 0 0 ? 2/5 *", .month, [2, 7, 12]),
        ("0 0 0 * * 0", .weekday, [0, 7]),
        ("0 0 0 * * 5-7", .weekday, [0, 5, 6, 7]),
    ])
    func fields(text: String, field: CronSchedule.Field, numbers: [Int]) throws {
        let schedule = try CronSchedule(text)
        #expect((-1...64).filter { schedule.contains($0, field) } == numbers)
        #expect(schedule.isOpen(field) == (numbers.count == field.range.count))
        #expect(schedule.text == text)
    }

    @Test(arguments: [
        ("", nil, ""), ("* * * * *", nil, "* * * * *"), ("* * * * * * *", nil, "* * * * * * *"),
        ("60 * * * * *", CronSchedule.Field.second, "60"), ("* -1 * * * *", .minute, "-1"),
        ("* * 5-3 * * *", .hour, "5-3"), ("* * * 0 * *", .day, "0"), ("* * * * 13 *", .month, "13"),
        ("* * * * * 8", .weekday, "8"), ("*/0 * * * * *", .second, "*/0"), ("a * * * * *", .second, "a"),
        ("1, * * * * *", .second, "1,"), ("1/2/3 * * * * *", .second, "1/2/3"), ("1-2-3 * * * * *", .second, "1-2-3"),
        ("99999999999999999999 * * * * *", .second, "99999999999999999999"),
    ])
    func refused(text: String, field: CronSchedule.Field?, part: String) {
        let error = #expect(throws: CronSchedule.SyntaxError.self) { try CronSchedule(text) }
        #expect(error?.field == field)
        #expect(error?.text == part)
    }

    @Test func onTheWireItIsItsText() throws {
        let schedule = try CronSchedule("0 30 2 * * 1-5")
        let data = try JSONEncoder().encode([schedule])
        #expect(String(decoding: data, as: UTF8.self) == "[\"0 30 2 * * 1-5\"]")
        #expect(try JSONDecoder().decode([CronSchedule].self, from: data) == [schedule])
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([CronSchedule].self, from: Data("[\"x\"]".utf8))
        }
    }

    /// Times in China, as the schedules of the reference product are.
    @Test(arguments: [
        ("0 30 2 * * *", "2026-01-01T00:00:00Z", "2026-01-01T18:30:00Z"),
        ("0 30 2 * * *", "2026-01-01T18:29:59.999Z", "2026-01-01T18:30:00Z"),
        ("0 30 2 * * *", "2026-01-01T18:30:00Z", "2026-01-02T18:30:00Z"),
        ("0-59/30 * * * * *", "2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z"),
        ("0-59/30 * * * * *", "2026-01-01T00:00:59.5Z", "2026-01-01T00:01:00Z"),
        ("59 59 23 31 12 *", "2026-12-31T15:59:59Z", "2027-12-31T15:59:59Z"),
        ("0 0 0 29 2 *", "2026-01-01T00:00:00Z", "2028-02-28T16:00:00Z"),
        ("0 0 0 29 2 *", "2096-03-01T00:00:00Z", "2104-02-28T16:00:00Z"),
        ("0 0 12 * * 1", "2026-11-21T00:00:00Z", "2026-11-23T04:00:00Z"),
        ("0 0 12 * * 7", "2026-11-21T00:00:00Z", "2026-11-22T04:00:00Z"),
        // Both days restricted: one of them is enough.
        ("0 0 0 1 * 1", "2026-11-21T00:00:00Z", "2026-11-22T16:00:00Z"),
        ("0 0 0 1 * 1", "2026-11-30T00:00:00Z", "2026-11-30T16:00:00Z"),
        ("0 0 0 31 * ?", "2026-11-01T00:00:00Z", "2026-12-30T16:00:00Z"),
    ])
    func nextTime(text: String, after: String, expected: String) throws {
        let after = try #require(Timestamp(after))
        #expect(try CronSchedule(text).next(after: after, offsetMinutes: 480) == Timestamp(expected))
    }

    @Test func theOffsetIsThatOfTheWall() throws {
        let schedule = try CronSchedule("0 0 6 * * *")
        let after = Timestamp(seconds: 0)
        #expect(schedule.next(after: after, offsetMinutes: 0) == Timestamp(seconds: 6 * 3_600))
        #expect(schedule.next(after: after, offsetMinutes: -330) == Timestamp(seconds: 41_400))
        #expect(schedule.next(after: after, offsetMinutes: 14 * 60) == Timestamp(seconds: 16 * 3_600))
        #expect(try CronSchedule("0 0 0 30 2 *").next(after: after, offsetMinutes: 0) == nil)
    }

    /// The search against a look at every second.
    @Test func nextTimeIsTheFirstThatFits() throws {
        for text in ["*/7 3,50 */5 * * *", "13 * 0-1 1,28 * *", "0 59 23 * 2,3 0", "30 30 12 ? * 6"] {
            let schedule = try CronSchedule(text)
            let start = try #require(Timestamp("2027-02-26T22:00:00Z"))
            let next = try #require(schedule.next(after: start, offsetMinutes: 60))
            var second = max(start.seconds, next.seconds - 2_000)
            repeat { second += 1 } while !fits(schedule, Timestamp(seconds: second + 3_600))
            #expect(next == Timestamp(seconds: second), "\(text)")
        }
    }

    private func fits(_ schedule: CronSchedule, _ time: Timestamp) -> Bool {
        let digits = time.description.split { !$0.isNumber }.compactMap { Int($0) }
        let weekday = Int((time.seconds / 86_400 + 4) % 7)
        let isDay = schedule.contains(digits[2], .day) && schedule.contains(weekday, .weekday)
        return isDay && schedule.contains(digits[1], .month) && schedule.contains(digits[3], .hour)
            && schedule.contains(digits[4], .minute) && schedule.contains(digits[5], .second)
    }
}
