//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

package import Model

/// What came of reading a template.
package struct ComposeResult: Sendable {
    /// Nil when there is any error.
    package var application: ApplicationSpec?
    /// By line; at most 100.
    package var problems: [Problem]

    package init(application: ApplicationSpec?, problems: [Problem]) {
        self.application = application
        self.problems = problems
    }
}

/// Reads Compose templates with the `aliyun.*` extensions.
///
/// A pure function of its input: the same text and variables give the same application. Every key and label either has
/// its effect or is reported by name.
package enum ComposeParser {
    /// Reads a template; `file` is its name as problems show it, and `files` has the content of the files that it names
    /// (`references(in:variables:)`), by the path as the template says it.
    package static func parse(
        _ text: String,
        application: ApplicationName,
        file: String,
        variables: [String: String],
        files: [String: String] = [:]
    ) -> ComposeResult {
        let problems = ProblemList(file: file)
        do throws(YAMLError) {
            let root = try YAMLDocument.parse(text, file: file)
            let expander = VariableExpander(values: variables, problems: problems)
            let reader = TemplateReader(
                application: application,
                problems: problems,
                variables: expander,
                files: TemplateFiles(contents: files)
            )
            let spec = reader.read(root)
            return ComposeResult(application: spec, problems: problems.sorted)
        } catch {
            return ComposeResult(application: nil, problems: error.problems)
        }
    }

    /// The files beside a template that it names, in the order of the text; none when it can't be read.
    package static func references(in text: String, variables: [String: String]) -> [FileReference] {
        guard let root = try? YAMLDocument.parse(text, file: ""), let shape = try? TemplateShape(of: root) else {
            return []
        }
        return FileReference.all(in: shape, variables: variables)
    }

    /// The variables that a template asks for, in the order of the text; none when it can't be read.
    package static func variables(in text: String) -> [TemplateVariable] {
        guard let root = try? YAMLDocument.parse(text, file: ""), let shape = try? TemplateShape(of: root) else {
            return []
        }
        return shape.variables
    }
}
