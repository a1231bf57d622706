//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// A field of a form with its label, and a hint below where it needs one.
enum Field {
    static func text(
        _ name: String,
        _ label: String,
        value: String = "",
        hint: String? = nil,
        isNeeded: Bool = false,
        autocomplete: String = "off",
        type: String = "text"
    ) -> HTML {
        labelled(name, label, hint) { describedBy in
            """
            <input class="form-control" type="\(type)" id="\(id(name))" name="\(name)" value="\(value)"\
             autocomplete="\(autocomplete)"\(needed(isNeeded))\(describedBy)>
            """
        }
    }

    static func password(_ name: String, _ label: String, hint: String? = nil, autocomplete: String) -> HTML {
        text(name, label, hint: hint, isNeeded: true, autocomplete: autocomplete, type: "password")
    }

    static func number(
        _ name: String,
        _ label: String,
        value: Int?,
        range: ClosedRange<Int>,
        hint: String? = nil
    )
        -> HTML
    {
        labelled(name, label, hint) { describedBy in
            """
            <input class="form-control" type="number" id="\(id(name))" name="\(name)" value="\(value.map(String.init) ?? "")"\
             min="\(range.lowerBound)" max="\(range.upperBound)"\(describedBy)>
            """
        }
    }

    static func area(
        _ name: String,
        _ label: String,
        value: String = "",
        rows: Int = 4,
        hint: String? = nil,
        attributes: HTML = .empty,
        below: HTML = .empty
    ) -> HTML {
        labelled(name, label, hint) { describedBy in
            """
            <textarea class="form-control font-monospace" id="\(id(name))" name="\(name)" rows="\(rows)" spellcheck="false"\
            \(describedBy)\(attributes)>
            \(value)</textarea>\(below)
            """
        }
    }

    /// Options are values with what is shown of them.
    static func choice(
        _ name: String,
        _ label: String,
        options: [(value: String, text: String)],
        chosen: String = "",
        hint: String? = nil
    ) -> HTML {
        let list: [HTML] = options.map { option in
            "<option value=\"\(option.value)\"\(option.value == chosen ? " selected" : "")>\(option.text)</option>"
        }
        return labelled(name, label, hint) { describedBy in
            "<select class=\"form-select\" id=\"\(id(name))\" name=\"\(name)\"\(describedBy)>\(list)</select>"
        }
    }

    static func check(_ name: String, _ label: String, isOn: Bool = false, value: String = "1") -> HTML {
        """
        <div class="form-check mb-2"><input class="form-check-input" type="checkbox" id="\(id(name + value))"\
         name="\(name)" value="\(value)"\(isOn ? " checked" : "")>
        <label class="form-check-label" for="\(id(name + value))">\(label)</label></div>
        """
    }

    private static func labelled(_ name: String, _ label: String, _ hint: String?, _ control: (HTML) -> HTML) -> HTML {
        let describedBy: HTML = hint == nil ? .empty : " aria-describedby=\"\(id(name))-hint\""
        let text: HTML? = hint.map { "<div class=\"form-text\" id=\"\(id(name))-hint\">\($0)</div>" }
        return """
            <div class="mb-3"><label class="form-label" for="\(id(name))">\(label)</label>
            \(control(describedBy))\(text)</div>
            """
    }

    private static func needed(_ isNeeded: Bool) -> HTML { isNeeded ? " required" : .empty }

    private static func id(_ name: String) -> String {
        "f-" + name.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? String($0) : "_" }.joined()
    }
}
