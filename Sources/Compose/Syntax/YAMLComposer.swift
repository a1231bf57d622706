//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// Builds one value from the events of a text, within the limits of `YAMLDocument`.
struct YAMLComposer {
    /// What a value amounts to once every alias in it is expanded.
    private struct Cost {
        var nodes = 0
        var bytes = 0
        /// Levels of collections.
        var height = 0

        mutating func add(_ other: Cost) {
            nodes += other.nodes
            bytes += other.bytes
            height = max(height, other.height)
        }
    }

    private struct Composed {
        var value: YAMLValue
        var cost: Cost
    }

    private let reader: YAMLEventReader
    /// Nil while the anchor's own value is being read.
    private var anchors: [String: Composed?] = [:]
    private var anchorCount = 0
    private var aliasCount = 0
    private var total = Cost()
    /// Keys given twice: the one mistake after which reading can go on.
    private(set) var duplicates: [YAMLFailure] = []

    init(reader: YAMLEventReader) {
        self.reader = reader
    }

    /// Reads the text's only document.
    mutating func document() throws(YAMLFailure) -> YAMLValue {
        _ = try reader.next()
        let start = try reader.next()
        guard case .documentStart = start.kind else {
            return YAMLValue(.scalar(YAMLScalar("")), at: SourceMark(line: 1, column: 1))
        }
        let composed = try node(try reader.next(), depth: 1)
        _ = try reader.next()
        let end = try reader.next()
        guard case .streamEnd = end.kind else {
            throw YAMLFailure(at: end.mark, "a second document starts here", "keep one document in a file")
        }
        return composed.value
    }

    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLFailure) -> Composed {
        switch event.kind {
        case .alias(let name): return try alias(name, at: event.mark, depth: depth)
        case .scalar(let scalar, let properties):
            let composed = try self.scalar(scalar, properties, at: event.mark)
            try close(properties.anchor, with: composed, at: event.mark)
            return composed
        case .sequenceStart(let properties):
            return try collection(properties, kind: "seq", at: event.mark, depth: depth) {
                (composer) throws(YAMLFailure) in try composer.sequence(depth: depth)
            }
        case .mappingStart(let properties):
            return try collection(properties, kind: "map", at: event.mark, depth: depth) {
                (composer) throws(YAMLFailure) in try composer.mapping(depth: depth)
            }
        default:
            throw YAMLFailure(at: event.mark, "a value is missing", "write a value")
        }
    }

    // MARK: Scalars

    private mutating func scalar(
        _ scalar: YAMLScalar,
        _ properties: YAMLProperties,
        at mark: SourceMark
    ) throws(YAMLFailure) -> Composed {
        var scalar = scalar
        switch properties.tag.map(Self.shortTag) {
        case nil, "int", "float", "bool", "null": break
        case "str", "!": scalar.isQuoted = true
        case .some(let tag): throw Self.unknownTag(tag, at: mark)
        }
        guard !scalar.text.utf8.contains(0) else {
            throw YAMLFailure(at: mark, "the text has a zero byte", "remove it")
        }
        let cost = Cost(nodes: 1, bytes: scalar.text.utf8.count)
        try spend(cost, at: mark)
        return Composed(value: YAMLValue(.scalar(scalar), at: mark), cost: cost)
    }

    // MARK: Collections

    private mutating func collection(
        _ properties: YAMLProperties,
        kind: String,
        at mark: SourceMark,
        depth: Int,
        _ body: (inout Self) throws(YAMLFailure) -> (YAMLValue.Content, Cost)
    ) throws(YAMLFailure) -> Composed {
        try checkDepth(depth, at: mark)
        if let tag = properties.tag.map(Self.shortTag), tag != kind, tag != "!" {
            throw Self.unknownTag(tag, at: mark)
        }
        if let anchor = properties.anchor { anchors[anchor] = .some(nil) }
        try spend(Cost(nodes: 1), at: mark)
        var (content, cost) = try body(&self)
        cost.nodes += 1
        cost.height += 1
        let composed = Composed(value: YAMLValue(content, at: mark), cost: cost)
        try close(properties.anchor, with: composed, at: mark)
        return composed
    }

    private mutating func sequence(depth: Int) throws(YAMLFailure) -> (YAMLValue.Content, Cost) {
        var values: [YAMLValue] = []
        var cost = Cost()
        while true {
            let event = try reader.next()
            if case .sequenceEnd = event.kind { return (.sequence(values), cost) }
            let element = try node(event, depth: depth + 1)
            values.append(element.value)
            cost.add(element.cost)
        }
    }

    private mutating func mapping(depth: Int) throws(YAMLFailure) -> (YAMLValue.Content, Cost) {
        var entries: [YAMLEntry] = []
        var lines: [String: Int] = [:]
        var merged: YAMLValue?
        var cost = Cost()
        while true {
            let event = try reader.next()
            if case .mappingEnd = event.kind { break }
            let key = try self.key(event)
            cost.add(key.cost)
            let value = try node(try reader.next(), depth: depth + 1)
            cost.add(value.cost)
            if let line = lines[key.text] {
                try addDuplicate(key.text, at: event.mark, firstLine: line)
                continue
            }
            lines[key.text] = event.mark.line
            if key.isMerge {
                merged = value.value
            } else {
                entries.append(YAMLEntry(key: key.text, at: event.mark, value: value.value))
            }
        }
        if let merged { try merge(merged, into: &entries, keys: &lines) }
        return (.mapping(entries), cost)
    }

    private mutating func key(_ event: YAMLEvent) throws(YAMLFailure) -> (text: String, isMerge: Bool, cost: Cost) {
        switch event.kind {
        case .scalar(let scalar, let properties):
            let key = try self.scalar(scalar, properties, at: event.mark)
            try close(properties.anchor, with: key, at: event.mark)
            guard !scalar.text.isEmpty else {
                throw YAMLFailure(at: event.mark, "a key is empty", "write a name before the colon")
            }
            return (scalar.text, scalar.text == "<<" && !scalar.isQuoted, key.cost)
        case .alias(let name):
            throw YAMLFailure(at: event.mark, "the alias *\(name) is used as a key", "write the key itself")
        default:
            throw YAMLFailure(at: event.mark, "a list or a mapping is used as a key", "use a plain name as key")
        }
    }

    /// Adds what a `<<` key brings: keys that are not there yet, an earlier mapping's before a later one's.
    ///
    /// Nothing is spent here: reading the key's value has paid for all of it.
    private func merge(
        _ source: YAMLValue,
        into entries: inout [YAMLEntry],
        keys: inout [String: Int]
    ) throws(YAMLFailure) {
        switch source.content {
        case .mapping(let others):
            for other in others where keys[other.key] == nil {
                keys[other.key] = other.mark.line
                entries.append(other)
            }
        case .sequence(let sources) where !sources.contains(where: \.isSequence):
            for source in sources { try merge(source, into: &entries, keys: &keys) }
        default:
            throw YAMLFailure(
                at: source.mark,
                "the merge key << has no mapping as its value",
                "give it an alias of a mapping, or a list of such aliases"
            )
        }
    }

    private mutating func addDuplicate(_ key: String, at mark: SourceMark, firstLine: Int) throws(YAMLFailure) {
        let failure = YAMLFailure(
            at: mark,
            "the key \(quoted(key)) is given a second time; the first is on line \(firstLine)",
            "keep one of them"
        )
        guard duplicates.count < YAMLDocument.maximumProblems - 1 else { throw failure }
        duplicates.append(failure)
    }

    // MARK: Anchors and aliases

    private mutating func alias(_ name: String, at mark: SourceMark, depth: Int) throws(YAMLFailure) -> Composed {
        aliasCount += 1
        guard aliasCount <= YAMLDocument.maximumAliases else {
            throw YAMLFailure(
                at: mark,
                "there are more than \(YAMLDocument.maximumAliases) aliases",
                "write some of the values out"
            )
        }
        switch anchors[name] {
        case nil:
            throw YAMLFailure(
                at: mark,
                "the alias *\(name) has no anchor before it",
                "mark a value with &\(name) further up, or quote a text that starts with an asterisk"
            )
        case .some(nil):
            throw YAMLFailure(at: mark, "the alias *\(name) stands inside its own value", "write the value out")
        case .some(.some(let composed)):
            try checkDepth(depth + composed.cost.height - 1, at: mark)
            try spend(composed.cost, at: mark)
            return composed
        }
    }

    private mutating func close(
        _ anchor: String?,
        with composed: Composed,
        at mark: SourceMark
    ) throws(YAMLFailure) {
        guard let anchor else { return }
        anchorCount += 1
        guard anchorCount <= YAMLDocument.maximumAnchors else {
            throw YAMLFailure(
                at: mark,
                "there are more than \(YAMLDocument.maximumAnchors) anchors",
                "remove the anchors that nothing refers to, or write some of the values out"
            )
        }
        anchors[anchor] = .some(composed)
    }

    // MARK: Limits

    private mutating func spend(_ cost: Cost, at mark: SourceMark) throws(YAMLFailure) {
        total.add(cost)
        guard total.nodes <= YAMLDocument.maximumNodes else {
            throw YAMLFailure(
                at: mark,
                "there are more than \(YAMLDocument.maximumNodes) values, with what the aliases stand for",
                "make the file smaller"
            )
        }
        guard total.bytes <= YAMLDocument.maximumExpandedBytes else {
            throw YAMLFailure(
                at: mark,
                "the texts have more than \(YAMLDocument.maximumExpandedBytes) bytes, with what the aliases stand for",
                "make the file smaller"
            )
        }
    }

    private func checkDepth(_ depth: Int, at mark: SourceMark) throws(YAMLFailure) {
        guard depth <= YAMLDocument.maximumDepth else {
            throw YAMLFailure(
                at: mark,
                "lists and mappings are nested more than \(YAMLDocument.maximumDepth) deep",
                "make the nesting flatter"
            )
        }
    }

    // MARK: Tags

    private static let standardTagPrefix = "tag:yaml.org,2002:"

    private static func shortTag(_ tag: String) -> String {
        tag.hasPrefix(standardTagPrefix) ? String(tag.dropFirst(standardTagPrefix.count)) : tag
    }

    private static func unknownTag(_ tag: String, at mark: SourceMark) -> YAMLFailure {
        YAMLFailure(at: mark, "the tag \(quoted(tag)) is not supported", "write the value without a tag")
    }
}

extension YAMLValue {
    fileprivate var isSequence: Bool {
        guard case .sequence = content else { return false }
        return true
    }
}
