//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import APITypes
import Access
import PKI

/// Makes the first user, and hands over the password, once.
struct FirstAdministrator: Sendable {
    let options: ServerOptions

    /// Makes the user `admin` with a random password, which goes to a file if one is named and is told otherwise.
    func make(in accounts: Accounts, tell: (String) -> Void) async throws {
        let name = Accounts.administrator
        let password = TokenGenerator.make(bytes: 15)
        if let path = options.passwordFile { try PrivateFiles.write([UInt8]((password + "\n").utf8), to: path) }
        try await accounts.add(UserRequest(name: name, password: password, role: Role.administrator.rawValue))
        guard options.passwordFile == nil else { return }
        tell(
            """

            ------------------------------------------------------------
            This Gantry server is new. Its administrator:

                user      \(name)
                password  \(password)

            The password is shown only now. Log in with

                gantry login \(options.apiURL)
            ------------------------------------------------------------

            """
        )
    }
}
