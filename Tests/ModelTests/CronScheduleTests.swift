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
}
