//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The page that asks before something is destroyed: it names what will be lost, and does it only when it is told so.
struct Confirmation: Sendable {
    /// The question, such as "Delete application shop?".
    var title: String
    /// What will be lost, a sentence each.
    var losses: [String]
    /// What the button says, such as "Delete".
    var button: String
    /// Where the form is sent; the page itself in most cases.
    var action: Path
    /// Where it goes without doing anything.
    var back: Path
    /// Choices, such as whether volumes go as well.
    var fields: HTML = .empty

    func content(_ context: PageContext) -> HTML {
        let list: [HTML] = losses.map { "<li>\($0)</li>" }
        return """
            <div class="card border-danger"><div class="card-body">
            <p>\(context(.thisWillBeLost))</p>
            <ul>\(list)</ul>
            <form method="post" action="\(action)">\(context.formFields)\(fields)
            <div class="d-flex gap-2 mt-3"><button class="btn btn-danger">\(button)</button>
            <a class="btn btn-outline-secondary" href="\(back)">\(context(.cancel))</a></div>
            </form></div></div>
            """
    }
}

extension Text {
    static let thisWillBeLost = Text("What happens, and what is lost:", "此操作的影响以及将会丢失的内容：")
    static let cancel = Text("Cancel", "取消")
    static let delete = Text("Delete", "删除")
}
