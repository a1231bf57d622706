//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import HTTPText
import Model

/// What all pages know: the language, the user, and where in the console they are.
struct PageContext: Sendable {
    static let languageCookie = "gantry-language"
    static let themeCookie = "gantry-theme"
    static let clusterCookie = "gantry-cluster"
    static let noticeCookie = "gantry-notice"

    var language: Language
    /// `light` or `dark`; nil for what the browser likes.
    var theme: String?
    /// When the page is made.
    var now: Timestamp
    /// Nil before the login.
    var user: CallerObject?
    /// What forms have to send along, so that no other site can send them.
    var formToken: String
    /// The address of this page with its query, for switches that come back to it.
    var address: String
    /// The cluster that the page is about, or that the last one was about.
    var cluster: String?
    /// What the last form did, to be said once.
    var notice: Notice?
    var assets: AssetNames
    /// Whether the front-end libraries are there.
    var hasLibraries: Bool

    /// A text in the page's language.
    func callAsFunction(_ text: Text) -> String { text(in: language) }

    /// What the API said, in the page's language; as it was said where the language has no phrase for it.
    func said(_ text: String) -> String { language.said(text) }

    /// A problem of a template, in the page's language.
    func said(_ problem: Problem) -> Problem {
        var said = problem
        said.message = self.said(problem.message)
        said.remedy = self.said(problem.remedy)
        return said
    }
}
