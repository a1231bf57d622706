#
# Part of Gantry, a container service for your own machines.
# Copyright the Gantry authors. Licensed under the Apache License 2.0.
# SPDX-License-Identifier: Apache-2.0
#
"""HAProxy as one configures it by hand: what routing is measured beside.

Applications learn the same of it: `X-Forwarded-For` and `X-Forwarded-Proto`."""

# All that does not depend on who is served, up to the frontend's lines.
HEAD = """\
global
    uid 65534
    gid 65534

defaults
    mode http
    option forwardfor
    balance roundrobin
    timeout connect 1s
    timeout client 3m
    timeout server 3m

frontend web
    http-request set-header X-Forwarded-Proto http
"""
