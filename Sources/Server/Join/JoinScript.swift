//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

/// The script that makes a machine a node: a root shell runs it, fed by the join command.
///
/// It brings the agent, checked against the digest that the script carries, lets it join, and starts it.
struct JoinScript: Sendable, Hashable {
    /// Where the machine reaches the server, such as `https://10.0.0.1:7800`.
    var server: String
    /// `sha256//…` of the server's public key.
    var publicKeyPin: String
    var token: String
    /// SHA-256 of the authority's certificate, in hexadecimal.
    var fingerprint: String
    /// SHA-256 of the agent's program, in hexadecimal.
    var agentDigest: String
    /// The processor that the program is for, as `uname -m` names it.
    var architecture: String

    /// Whether a byte means nothing to a shell and to a URL's path.
    static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }

    /// The script's text.
    var text: String {
        """
        #!/bin/sh
        # Makes this machine a node of a Gantry cluster. Arguments go to `gantry-agent join`: sh -s -- --name N --zone Z
        # Settings: GANTRY_PREFIX, GANTRY_DATA_DIR, GANTRY_RUN_DIR, GANTRY_DOCKER_SOCKET, GANTRY_NO_SYSTEMD=1.
        set -eu

        server=\(Self.quote(server))
        pin=\(Self.quote(publicKeyPin))
        token=\(Self.quote(token))
        fingerprint=\(Self.quote(fingerprint))
        digest=\(Self.quote(agentDigest))
        architecture=\(Self.quote(architecture))

        """ + Self.program
    }

    /// A text as one word of a shell.
    static func quote(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    private static let program = #"""

        prefix=${GANTRY_PREFIX:-/usr/local/bin}
        data=${GANTRY_DATA_DIR:-/var/lib/gantry-agent}
        run=${GANTRY_RUN_DIR:-/run/gantry}
        socket=${GANTRY_DOCKER_SOCKET:-/var/run/docker.sock}
        agent=$prefix/gantry-agent
        download=

        fail() {
            [ -z "$download" ] || rm -f "$download"
            echo "error: $1" >&2
            exit 1
        }

        # The token is part of the URL, and others may read a process's arguments.
        fetch() {
            printf 'url = "%s%s"\n' "$server" "$3" |
                curl -fsSk --pinnedpubkey "$pin" --max-time "$1" -o "$2" -K -
        }

        docker_package() {
            id=
            [ ! -r /etc/os-release ] || id=$(. /etc/os-release; echo "${ID:-} ${ID_LIKE:-}")
            case " $id " in
            *" debian "*|*" ubuntu "*) echo "docker.io (apt-get install docker.io)" ;;
            *" fedora "*) echo "moby-engine (dnf install moby-engine)" ;;
            *" rhel "*|*" centos "*) echo "docker-ce (from Docker's repository)" ;;
            *" alpine "*) echo "docker (apk add docker)" ;;
            *" arch "*) echo "docker (pacman -S docker)" ;;
            *" suse "*) echo "docker (zypper install docker)" ;;
            *) echo "docker" ;;
            esac
        }

        check_machine() {
            [ "$(id -u)" = 0 ] || fail "user $(id -un): joining needs root; run the line in a root shell, or with | sudo sh"
            [ "$(uname -s)" = Linux ] || fail "system $(uname -s): nodes are Linux machines; run the line on one"
            [ "$(uname -m)" = "$architecture" ] ||
                fail "processor $(uname -m): the server's agent is for $architecture; use a server with an agent for $(uname -m)"
            [ -S "$socket" ] ||
                fail "docker: there is no engine at $socket; install the package $(docker_package) and start it, then run the line again"
            answer=$(curl -fsS --max-time 10 --unix-socket "$socket" http://localhost/_ping) || answer=
            [ "$answer" = OK ] ||
                fail "docker: the engine at $socket doesn't answer; start it (systemctl start docker), then run the line again"
        }

        install_agent() {
            mkdir -p "$prefix" || fail "folder $prefix: it can't be made; set GANTRY_PREFIX to another one"
            download=$(mktemp "$prefix/.gantry-agent.XXXXXX") ||
                fail "folder $prefix: it can't be written; set GANTRY_PREFIX to another one"
            fetch 600 "$download" "/join/$token/agent" ||
                fail "server $server: the agent can't be downloaded; check the network, or get a new line from 'gantry node join-command'"
            echo "$digest  $download" | sha256sum -c - >/dev/null 2>&1 ||
                fail "agent: what was downloaded has another SHA-256 than $digest; run the line again"
            chmod 0755 "$download"
            mv -f "$download" "$agent" || fail "file $agent: it can't be replaced; set GANTRY_PREFIX to another folder"
            download=
        }

        join_cluster() {
            GANTRY_JOIN_TOKEN=$token "$agent" join --server "$server" --ca-fingerprint "$fingerprint" \
                --data-dir "$data" --docker-socket "$socket" "$@" ||
                fail "join: the server refused, or can't be reached; see the line above"
        }

        start_with_systemd() {
            cat >/etc/systemd/system/gantry-agent.service <<UNIT
        [Unit]
        Description=Gantry agent
        After=network-online.target docker.service
        Wants=network-online.target

        [Service]
        ExecStart=$agent agent --data-dir $data --docker-socket $socket --run-dir $run
        Restart=always
        RestartSec=2
        KillMode=mixed

        [Install]
        WantedBy=multi-user.target
        UNIT
            systemctl daemon-reload &&
                systemctl enable gantry-agent.service >/dev/null 2>&1 &&
                systemctl restart gantry-agent.service ||
                fail "systemd: gantry-agent.service doesn't start; see 'journalctl -u gantry-agent'"
            log="journalctl -u gantry-agent"
        }

        start_alone() {
            pid_file=$data/agent.pid
            log=$data/agent.log
            if [ -r "$pid_file" ]; then
                pid=$(cat "$pid_file")
                if [ "$(readlink "/proc/$pid/exe" 2>/dev/null | cut -d' ' -f1)" = "$agent" ]; then
                    kill "$pid" 2>/dev/null || true
                    tries=0
                    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 30 ]; do
                        tries=$((tries + 1))
                        sleep 1
                    done
                fi
            fi
            # The shell replaces itself, so that the number it writes is the agent's.
            setsid sh -c 'echo $$ >"$1"; shift; exec "$@"' gantry-agent "$pid_file" \
                "$agent" agent --data-dir "$data" --docker-socket "$socket" --run-dir "$run" \
                >>"$log" 2>&1 </dev/null &
        }

        wait_until_connected() {
            node=$(sed -n 's/.*"nodeID" *: *"\([^"]*\)".*/\1/p' "$data/node.json") || node=
            [ -n "$node" ] || fail "folder $data: it doesn't say which node this is; run the line again with -s -- --force"
            tries=0
            while [ "$tries" -lt 120 ]; do
                state=$(fetch 10 - "/token/$token/nodes/$node" 2>/dev/null) || state=
                case $state in *'"connected":true'*) return 0 ;; esac
                tries=$((tries + 1))
                sleep 1
            done
            fail "agent: after two minutes the node is not ready; see $log, and check that this machine reaches the server's port for agents and the other nodes"
        }

        main() {
            check_machine
            install_agent
            join_cluster "$@"
            if [ -d /run/systemd/system ] && [ -z "${GANTRY_NO_SYSTEMD:-}" ]; then
                start_with_systemd
            else
                start_alone
            fi
            wait_until_connected
            echo success
        }

        main "$@"

        """#
}
