//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension CronSchedule {
    private static let secondsPerDay: Int64 = 86_400
    /// The longest gap there is: from a 29 February over the end of a century to the next one.
    private static let searchedDays: Int64 = 366 * 9

    /// The first time after another one; nil when the schedule names a day that never comes.
    ///
    /// `offsetMinutes` is how far the clock on the wall that the schedule means is ahead of UTC.
    package func next(after time: Timestamp, offsetMinutes: Int) -> Timestamp? {
        let offset = Int64(offsetMinutes) * 60
        let local = time.seconds + offset + 1
        let today = local.flooredQuotient(Self.secondsPerDay)
        for day in today...today + Self.searchedDays where takes(day: day) {
            let start = day == today ? Int(local - day * Self.secondsPerDay) : 0
            guard let second = firstSecond(from: start) else { continue }
            return Timestamp(seconds: day * Self.secondsPerDay + Int64(second) - offset)
        }
        return nil
    }

    /// Whether it names any time at all: `0 0 0 31 2 *` does not.
    package var hasTimes: Bool { next(after: Timestamp(seconds: 0), offsetMinutes: 0) != nil }

    /// Whether it is time on a day, which is counted from 1970-01-01, a Thursday.
    private func takes(day: Int64) -> Bool {
        let (_, month, dayOfMonth) = Timestamp.civil(fromDays: day)
        guard contains(Int(month), .month) else { return false }
        let weekday = Int(day + 4 - (day + 4).flooredQuotient(7) * 7)
        let byDate = contains(Int(dayOfMonth), .day)
        let byWeekday = contains(weekday, .weekday)
        return isOpen(.day) || isOpen(.weekday) ? byDate && byWeekday : byDate || byWeekday
    }

    /// The first second of a day, from one on, at which it is time.
    private func firstSecond(from start: Int) -> Int? {
        let (firstHour, firstMinute, firstSecond) = (start / 3_600, start / 60 % 60, start % 60)
        for hour in firstHour..<24 where contains(hour, .hour) {
            let isFirstHour = hour == firstHour
            for minute in (isFirstHour ? firstMinute : 0)..<60 where contains(minute, .minute) {
                let isFirstMinute = isFirstHour && minute == firstMinute
                for second in (isFirstMinute ? firstSecond : 0)..<60 where contains(second, .second) {
                    return hour * 3_600 + minute * 60 + second
                }
            }
        }
        return nil
    }
}
