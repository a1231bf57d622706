//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What containers are not placed for.
    static let schedulingPhrases = ##"""
        is still joining the cluster's network
        仍在加入集群网络

        is drained: it takes no new containers
        已排空，不接受新容器

        is not connected
        未连接

        is lost: it has not been connected for too long
        已失联：断开连接时间过长

        has a Docker Engine that doesn't answer
        的 Docker 引擎没有响应

        is not in the cluster any more
        已不在集群中

        has port {port} taken by {holder}
        端口 {port} 已被 {holder} 占用

        has no GPU
        没有 GPU

        has too few GPUs: needs {needed}, {free} of {total} is free
        GPU 不足：需要 {needed} 个，共 {total} 个，空闲 {free} 个

        has as many containers as its label containerslots allows ({slots})
        容器数已达到标签 containerslots 的上限（{slots}）

        has too little memory: needs {needed}, {free} of {limit} is free
        内存不足：需要 {needed}，共 {limit}，空闲 {free}

        has too little memory: needs {needed}, {free} of {limit} is free, {percent} % overcommit included
        内存不足：需要 {needed}，共 {limit}，空闲 {free}（已计入 {percent} % 超配）

        has too little CPU: needs {needed}, {free} of {limit} is free
        CPU 不足：需要 {needed}，共 {limit}，空闲 {free}

        has too little CPU: needs {needed}, {free} of {limit} is free, {percent} % overcommit included
        CPU 不足：需要 {needed}，共 {limit}，空闲 {free}（已计入 {percent} % 超配）

        could take it, but {spread} needs {count} zone{s?} with room, and there {verb} {found}
        可以运行它，但 {spread} 需要 {count} 个有空间的可用区，现有：{found}

        doesn't meet {rule}
        不满足 {rule}

        doesn't meet {rule}: its label {key} is "{value}"
        不满足 {rule}：节点标签 {key} 的值为“{value}”

        doesn't meet {rule}: it has no label {key}
        不满足 {rule}：节点没有标签 {key}

        doesn't meet {rule}: it has the image {image}
        不满足 {rule}：节点上有镜像 {image}

        doesn't meet {rule}: it has no such image
        不满足 {rule}：节点上没有这样的镜像

        doesn't meet {rule}: no such container is there
        不满足 {rule}：节点上没有这样的容器

        doesn't meet {rule}: {container} is there
        不满足 {rule}：节点上有容器 {container}

        is not in {list}
        不在 {list} 中

        has no container of {service}, whose volumes are mounted
        没有服务 {service} 的容器，而需要挂载其数据卷

        {node} has no GPU
        {node} 没有 GPU

        {node} has port {port} taken by {holder}
        {node} 的端口 {port} 已被 {holder} 占用

        {node} doesn't meet {rule}
        {node} 不满足 {rule}

        {node} doesn't meet {rule}: its label {key} is "{value}"
        {node} 不满足 {rule}：节点标签 {key} 的值为“{value}”

        {node} doesn't meet {rule}: it has no label {key}
        {node} 不满足 {rule}：节点没有标签 {key}

        {node} doesn't meet {rule}: it has no such image
        {node} 不满足 {rule}：节点上没有这样的镜像

        {node} doesn't meet {rule}: it has the image {image}
        {node} 不满足 {rule}：节点上有镜像 {image}

        {node} doesn't meet {rule}: no such container is there
        {node} 不满足 {rule}：节点上没有这样的容器

        {node} doesn't meet {rule}: {container} is there
        {node} 不满足 {rule}：节点上有容器 {container}

        {node} is not in {list}
        {node} 不在 {list} 中

        {node} has no container of {service}, whose volumes are mounted
        {node} 没有服务 {service} 的容器，而需要挂载其数据卷

        {node} has as many containers as its label containerslots allows ({slots})
        {node} 的容器数已达到标签 containerslots 的上限（{slots}）

        {node} has too little memory: needs {needed}, {free} of {limit} is free
        {node} 内存不足：需要 {needed}，共 {limit}，空闲 {free}

        {node} has too little CPU: needs {needed}, {free} of {limit} is free
        {node} CPU 不足：需要 {needed}，共 {limit}，空闲 {free}

        {node} has too few GPUs: needs {needed}, {free} of {total} is free
        {node} GPU 不足：需要 {needed} 个，共 {total} 个，空闲 {free} 个

        {nodes}: each {reason}
        {nodes}：{reason}

        {nodes} and {count} more: each {reason}
        {nodes} 等（另有 {count} 个）：{reason}

        the cluster has no node: join one with `gantry node join-command`
        集群没有节点：请用 `gantry node join-command` 添加节点

        fits on no node: {reasons}
        没有合适的节点：{reasons}

        stays on its node
        留在原节点

        the only node that can take it
        唯一可以运行它的节点

        fewest containers of {service} ({count})
        该服务（{service}）的容器最少（{count} 个）

        its zone has fewest of them ({count})
        其可用区中该服务的容器最少（{count} 个）

        zone {zone} has fewest of them ({count})
        可用区 {zone} 中该服务的容器最少（{count} 个）

        least of its CPU and memory is reserved
        已预留的 CPU 和内存最少

        most of its CPU and memory is reserved
        已预留的 CPU 和内存最多

        fewest containers in total ({count})
        容器总数最少（{count} 个）

        most containers in total ({count})
        容器总数最多（{count} 个）

        first by name of {count} equal nodes
        {count} 个同等节点中名称最靠前

        is in a new zone for {spread}
        位于新的可用区，符合 {spread}

        drawn from {count} nodes
        从 {count} 个节点中随机选出

        meets {rule}
        满足 {rule}

        meets the wish {rule}
        满足偏好 {rule}

        meets all {count} wishes
        满足全部 {count} 项偏好

        meets {most} of {total} wishes, no node meets more (not {missed})
        满足 {total} 项偏好中的 {most} 项，没有节点满足更多（未满足：{missed}）
        """##
}
