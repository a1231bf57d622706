//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

import Testing

@testable import Access

@Suite struct RoleTests {
    private func allowed(_ role: Role) -> Set<Action> {
        Set(Action.allCases.filter { Grants([role.policy]).allow($0, on: Resource($0.kind, "x")) })
    }

    @Test func administratorsMayDoEverything() {
        #expect(allowed(.administrator) == Set(Action.allCases))
        for action in Action.allCases {
            #expect(Grants([Role.administrator.policy]).allow(action, on: Resource(action.kind)))
        }
    }

    @Test func operatorsMayDoEverythingButUsersAndAudit() {
        let kinds: Set<Resource.Kind> = [.cluster, .loadBalancer, .template]
        #expect(allowed(.operator) == Set(Action.allCases.filter { kinds.contains($0.kind) }))
        #expect(!allowed(.operator).contains(.createUser) && !allowed(.operator).contains(.getAuditLog))
    }

    @Test func readersSeeButNoSecretsAndChangeNothing() {
        let allowed = allowed(.readOnly)
        #expect(allowed.allSatisfy { $0.isReading })
        #expect(allowed.isSuperset(of: [.getClusters, .getContainerLogs, .getLoadBalancers]))
        #expect(
            allowed.isDisjoint(with: [
                .execContainer, .attachContainer, .copyFromContainer, .revealClusterTokens, .revealConfiguration,
                .createClusterToken, .getUsers, .getAccessKeys, .getAuditLog, .planProject,
            ])
        )
    }

    @Test func noneMayDoNothing() { #expect(allowed(.none).isEmpty) }

    @Test func ramsNamesAreKnown() {
        #expect(Role(name: "AliyunCSFullAccess") == .administrator)
        #expect(Role(name: "AliyunCSReadOnlyAccess") == .readOnly)
        #expect(Role(name: "operator") == .operator && Role(name: "read-only") == .readOnly)
        #expect(Role(name: "root") == nil)
    }
}
