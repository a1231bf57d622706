//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

#pragma once

/// Moves the calling thread into the network namespace that a path such as /proc/PID/ns/net names.
///
/// Returns a file descriptor that leads back, to be given to gantry_leave_network_namespace; -1 when the thread is in
/// that namespace already; -2 with errno set when it can't be entered, in which case the thread has not moved.
int gantry_enter_network_namespace(const char *path);

/// Moves the calling thread back and closes the descriptor. Returns 0, or -1 with errno set.
int gantry_leave_network_namespace(int home);
