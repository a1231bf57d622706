//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

// The event interface of libyaml, which Yams brings along: Yams itself only offers whole trees, and building one is
// already too much for some hostile texts (aliases as keys).
import CYaml

/// One step through a YAML text.
struct YAMLEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(YAMLScalar, YAMLProperties)
        case sequenceStart(YAMLProperties)
        case sequenceEnd
        case mappingStart(YAMLProperties)
        case mappingEnd
    }

    var kind: Kind
    var mark: SourceMark
}

/// What may be written before a value: `&anchor` and `!tag`.
struct YAMLProperties {
    var anchor: String?
    var tag: String?
}

/// Reads a YAML text event by event, in memory that does not grow with the text's structure.
final class YAMLEventReader {
    // Both on the heap: the parser keeps pointers to itself and to the text.
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let text: UnsafeMutableBufferPointer<UInt8>

    init(_ source: String) throws(YAMLFailure) {
        // libyaml takes a byte order mark for a character of the first line, which moves everything after it.
        let bytes = source.utf8.starts(with: "\u{FEFF}".utf8) ? source.utf8.dropFirst(3) : source.utf8[...]
        text = .allocate(capacity: bytes.count)
        _ = text.initialize(from: bytes)
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLFailure(at: SourceMark(line: 1, column: 1), "not enough memory to read the file", "try again")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        text.deallocate()
    }

    func next() throws(YAMLFailure) -> YAMLEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw failure }
        defer { yaml_event_delete(&event) }
        return YAMLEvent(kind: Self.kind(of: event), mark: SourceMark(event.start_mark))
    }

    private static func kind(of event: yaml_event_t) -> YAMLEvent.Kind {
        let data = event.data
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(string(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            let scalar = YAMLScalar(
                String(decoding: bytes, as: UTF8.self),
                isQuoted: data.scalar.style != YAML_PLAIN_SCALAR_STYLE
            )
            return .scalar(scalar, properties(data.scalar.anchor, data.scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            return .sequenceStart(properties(data.sequence_start.anchor, data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            return .mappingStart(properties(data.mapping_start.anchor, data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        // After the end libyaml gives events without a type.
        default: return .streamEnd
        }
    }

    private static func properties(
        _ anchor: UnsafeMutablePointer<UInt8>?,
        _ tag: UnsafeMutablePointer<UInt8>?
    ) -> YAMLProperties {
        YAMLProperties(anchor: string(anchor), tag: string(tag))
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    /// Why the text can't be read on, in libyaml's words.
    private var failure: YAMLFailure {
        let state = parser.pointee
        let reason = state.problem.map { String(cString: $0) } ?? "not enough memory"
        let context = state.context.map { String(cString: $0) + ": " } ?? ""
        let remedy =
            reason.contains("cannot start any token")
            ? "put the text in quotes, and indent with spaces, not with tabs"
            : "check the indentation, the quotes and the colons here and in the lines before"
        // The reader, which looks at characters only, knows no lines.
        let mark = state.error == YAML_READER_ERROR ? state.mark : state.problem_mark
        var place = SourceMark(mark)
        // The end of a text without a last line break counts as a line to libyaml, but not to a person.
        place.line = min(place.line, 1 + text.dropLast().count { $0 == UInt8(ascii: "\n") })
        return YAMLFailure(at: place, "not valid YAML: \(context)\(reason)", remedy)
    }
}

extension SourceMark {
    fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}
