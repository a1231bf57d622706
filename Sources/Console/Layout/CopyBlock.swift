//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A text that is copied somewhere else, such as a command or a secret.
enum CopyBlock {
    /// The ID is unique on the page.
    static func html(_ id: String, _ text: String, _ context: PageContext) -> HTML {
        """
        <div class="copy-block mb-3"><pre class="block" id="\(id)">\(text)</pre>
        <button type="button" class="btn btn-sm btn-outline-secondary mt-2" data-copy="\(id)" \
        data-copied="\(context(.copied))">\(context(.copy))</button></div>
        """
    }
}

extension Text {
    static let copy = Text("Copy", "复制")
    static let copied = Text("Copied", "已复制")
}
