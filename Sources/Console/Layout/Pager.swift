//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A part of a long list, and the links to the others.
struct Pager<Element> {
    let elements: ArraySlice<Element>
    /// From 1.
    let number: Int
    let pages: Int
    let total: Int

    /// The page that `?page=` names; the last one for a number beyond it.
    init(_ all: [Element], query: FormValues, size: Int = 50) {
        total = all.count
        pages = max(1, (all.count + size - 1) / size)
        number = min(max(1, query.number("page") ?? 1), pages)
        elements = all[((number - 1) * size)..<min(number * size, all.count)]
    }

    /// The links; nothing where everything is on one page.
    ///
    /// - Parameters:
    ///   - path: The list's, with what is looked for.
    ///   - context: The page's.
    /// - Returns: The links.
    func html(_ path: Path, _ context: PageContext) -> HTML {
        guard pages > 1 else { return .empty }
        return """
            <nav class="d-flex gap-2 align-items-center" aria-label="\(context(.pages))">
            \(link(number - 1, context(.previousPage), path))
            <span class="small text-body-secondary">\(context(.pageOf(number, pages, total)))</span>
            \(link(number + 1, context(.nextPage), path))</nav>
            """
    }

    private func link(_ target: Int, _ text: String, _ path: Path) -> HTML {
        guard (1...pages).contains(target) else { return .empty }
        return Button.link(text, path.with("page", String(target)))
    }
}

extension Text {
    static let pages = Text("Pages", "分页")
    static let previousPage = Text("Previous", "上一页")
    static let nextPage = Text("Next", "下一页")
    static func pageOf(_ page: Int, _ pages: Int, _ total: Int) -> Text {
        Text("Page \(page) of \(pages), \(total) in all", "第 \(page) / \(pages) 页，共 \(total) 条")
    }
}
