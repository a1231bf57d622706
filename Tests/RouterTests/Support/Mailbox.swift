//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Hands what arrives to whoever waits for it, in order.
actor Mailbox<Message: Sendable> {
    private var messages: [Message] = []
    private var waiters: [CheckedContinuation<Message, Never>] = []

    func put(_ message: Message) {
        if waiters.isEmpty { messages.append(message) } else { waiters.removeFirst().resume(returning: message) }
    }

    func next() async -> Message {
        if !messages.isEmpty { return messages.removeFirst() }
        return await withCheckedContinuation { waiters.append($0) }
    }
}

/// Lets nobody through until it is opened.
actor Gate {
    private var isOpen = false
    private var waiters: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        if isOpen { return }
        await withCheckedContinuation { waiters.append($0) }
    }

    func open() {
        isOpen = true
        for waiter in waiters { waiter.resume() }
        waiters = []
    }
}
