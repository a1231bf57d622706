//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

#define _GNU_SOURCE

#include "CNamespaces.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

int gantry_enter_network_namespace(const char *path) {
    int target = open(path, O_RDONLY | O_CLOEXEC);
    if (target < 0) {
        return -2;
    }
    int result = -2;
    int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
    struct stat there, here;
    if (home < 0 || fstat(target, &there) != 0 || fstat(home, &here) != 0) {
        result = -2;
    } else if (there.st_dev == here.st_dev && there.st_ino == here.st_ino) {
        result = -1;
    } else if (setns(target, CLONE_NEWNET) == 0) {
        result = home;
    }
    int reason = errno;
    close(target);
    if (home >= 0 && result != home) {
        close(home);
    }
    errno = reason;
    return result;
}

int gantry_leave_network_namespace(int home) {
    int result = setns(home, CLONE_NEWNET);
    int reason = errno;
    close(home);
    errno = reason;
    return result;
}
