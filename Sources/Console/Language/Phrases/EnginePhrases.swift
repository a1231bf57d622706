//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What agents and engines tell.
    static let enginePhrases = ##"""
        docker engine: no answer at {socket}: {error}; start Docker, or name its socket
        Docker 引擎：{socket} 没有应答：{error}；请启动 Docker，或指定正确的套接字

        docker engine: '{path?}' is no path; correct it
        Docker 引擎：“{path}”不是路径；请修正

        docker engine: {message} (status {status})
        Docker 引擎：{message}（状态码 {status}）

        docker engine: live-restore is on, which rules out the cluster's network; set "live-restore": false
        Docker 引擎：已开启 live-restore，与集群网络不兼容；请设置 "live-restore": false

        kernel: it can't limit memory; boot it with cgroup_enable=memory
        内核：不支持限制内存；请在启动参数中加上 cgroup_enable=memory

        kernel: it can't limit CPU time; use one with CONFIG_CFS_BANDWIDTH
        内核：不支持限制 CPU 时间；请使用开启了 CONFIG_CFS_BANDWIDTH 的内核

        kernel: net.ipv4.ip_forward is 0, so containers reach no other machine; set it to 1
        内核：net.ipv4.ip_forward 为 0，容器无法访问其他机器；请设为 1

        kernel: net.ipv4.conf.all.rp_filter is 1, which may drop answers of containers; set it to 2
        内核：net.ipv4.conf.all.rp_filter 为 1，可能丢弃容器的应答；请设为 2

        GET {path} on port {port}: {problem}
        对端口 {port} 发起 GET {path}：{problem}

        GET {path} on port {port}: status {status}
        对端口 {port} 发起 GET {path}：返回状态码 {status}

        connection to port {port}: {problem}
        连接端口 {port}：{problem}

        timed out after {seconds} s
        {seconds} 秒后超时

        the answer isn't HTTP
        应答不是 HTTP

        connection closed without an answer
        连接已关闭，没有应答

        command timed out after {seconds} s
        命令执行 {seconds} 秒后超时

        exit code {code}
        退出码 {code}

        exit code {code}: {output}
        退出码 {code}：{output}

        the health check exited with {code}
        健康检查的退出码为 {code}

        the health check exited with {code}: {output}
        健康检查的退出码为 {code}：{output}

        network namespace of process {process}: {error}
        无法进入进程 {process} 的网络命名空间：{error}

        agent: {method} {path} is not served here
        节点代理 (agent)：不支持 {method} {path}

        agent: the body of {method} {path} can't be read: {error}
        节点代理 (agent)：无法读取 {method} {path} 的请求体：{error}

        agent: the request was not answered
        节点代理 (agent)：请求没有得到应答

        tunnel to {peer}: the other end closed it; wait until it connects again
        与 {peer} 的连接：已被对端关闭；请等待其重新连接

        tunnel to {peer}: it was closed here; wait until it connects again
        与 {peer} 的连接：已被本端关闭；请等待其重新连接

        tunnel to {peer}: its stream numbers are used up; wait until it connects again
        与 {peer} 的连接：流编号已用完；请等待其重新连接

        tunnel to {peer}: the other end says goodbye ({code}); wait until it connects again
        与 {peer} 的连接：对端主动断开（{code}）；请等待其重新连接

        tunnel to {peer}: the connection broke ({error}); wait until it connects again
        与 {peer} 的连接：已中断（{error}）；请等待其重新连接

        tunnel to {peer}: no sign of life for {time}; wait until it connects again
        与 {peer} 的连接：{time} 内没有任何响应；请等待其重新连接

        stream to {peer}: it failed ({error}); try again
        发往 {peer} 的请求：失败（{error}）；请重试

        stream to {peer}: it was reset before its end; try again
        发往 {peer} 的请求：未完成即被重置；请重试

        tunnel: the body has more than {limit} bytes; ask for less or stream it
        节点连接：应答超过 {limit} 字节；请减少请求的内容，或改用流式读取

        tunnel: the request's body failed ({error}); send it again
        节点连接：请求体发送失败（{error}）；请重新发送

        tunnel: the answer has no status; update the agent
        节点连接：应答没有状态码；请升级节点代理 (agent)

        No such container {container}
        容器 {container} 不存在

        No such container: {container}
        容器 {container} 不存在

        Container {container} not found
        容器 {container} 不存在

        Container {container} running on unhealthy node {node}
        容器 {container} 所在的节点 {node} 异常

        Exec {session} not found
        终端会话 {session} 不存在

        No such volume {volume}
        数据卷 {volume} 不存在

        No such volume: {volume}
        数据卷 {volume} 不存在

        No such node: {node}
        节点 {node} 不存在

        No healthy node available in the cluster
        集群中没有可用的健康节点

        page not found
        没有这个接口
        """##
}
