//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What templates are refused or doubted with for their labels and placement.
    static let labelPhrases = ##"""
        at least {low} and at most {high} containers can't both be
        容器数下限 {low} 大于上限 {high}

        make min_instances at most max_instances
        请让 min_instances 不大于 max_instances

        there is no measure to scale by
        没有指定伸缩所依据的指标

        write aliyun.auto_scaling.max_cpu and aliyun.auto_scaling.min_cpu, or remove the label
        请填写 aliyun.auto_scaling.max_cpu 和 aliyun.auto_scaling.min_cpu，或删除该标签

        a global service has one container on every node
        全局服务在每个节点上固定运行一个容器，不能自动伸缩

        remove the labels aliyun.auto_scaling.…
        请删除 aliyun.auto_scaling.… 标签

        the lower bound {low} is not below the upper one {high}
        下限 {low} 不小于上限 {high}

        write a lower one
        请填写更小的下限

        the bounds {low} and {high} are near each other, so that containers may come and go
        下限 {low} 与上限 {high} 过于接近，容器可能反复增减

        leave {gap} between them
        请让两者相差至少 {gap}

        the service asks for {count} GPUs
        服务申请了 {count} 个 GPU

        ask for {limit} at most
        请最多申请 {limit} 个

        the keys of the service ask for {count} GPUs
        与服务字段申请的 GPU 数（{count} 个）不一致

        keep one of them
        请只保留其中一个

        this label has no effect on the whole template
        该标签写在整个编排模板上不生效

        write it under a service's labels
        请写到服务的 labels 下

        this label has no effect on a single service
        该标签写在单个服务上不生效

        write it under labels at the top of the template, beside services
        请写到编排模板顶层的 labels 下，与 services 并列

        write the label aliyun.project_type: batch at the top of the template, or remove this one
        请在编排模板顶层加上标签 aliyun.project_type: batch，或删除该标签

        this label has no effect on an application that is kept running
        该标签对持续运行的应用不生效

        the containers of a job are not restarted; this value has no effect
        任务的容器不会重启，该值不生效

        write the label aliyun.retry_count to have those that fail tried again
        如需重试失败的容器，请使用标签 aliyun.retry_count

        "{text}" names a day that never comes
        “{text}”指定的日期永远不会出现

        write a day that the month has
        请填写该月份中存在的日期

        "{text}" is no second
        “{text}”不是有效的秒

        "{text}" is no minute
        “{text}”不是有效的分钟

        "{text}" is no hour
        “{text}”不是有效的小时

        "{text}" is no day of the month
        “{text}”不是有效的日期（日）

        "{text}" is no month
        “{text}”不是有效的月份

        "{text}" is no day of the week
        “{text}”不是有效的星期

        write *, numbers from {low} to {high}, ranges and steps
        请填写 *、{low} 到 {high} 的数字、范围或步长

        the label {name} has no effect yet in this version; the containers still carry it
        标签 {name} 在当前版本中尚不生效，但会写到容器上

        leave it for a later version, or remove it
        请留待后续版本使用，或将其删除

        the label {name} is kept, but has no effect: {reason}
        标签 {name} 会保留，但不生效：{reason}

        remove it if nobody reads it
        如果没有程序读取它，请将其删除

        the label {name} is set by Gantry itself; this value has no effect
        标签 {name} 由 Gantry 自行设置，此处的值不生效

        remove the label
        请删除该标签

        the label {name} belongs to nodes, not to services
        标签 {name} 用于节点，不能用于服务

        the label "{name}" is not known
        未知标签“{name}”

        did you mean {name}?
        请检查拼写，是否应为 {name}？

        remove it, or choose a name that does not start with aliyun.
        请将其删除，或改用不以 aliyun. 开头的名称

        the routers use all processors of their nodes
        路由程序会使用所在节点的全部 CPU

        HAProxy has no sessions by application any more; use aliyun.proxy.COOKIE
        HAProxy 已不再支持按应用保持会话；请使用 aliyun.proxy.COOKIE

        its meaning was never published
        其含义从未公开

        "{text?}" is no port
        “{text}”不是有效的端口

        write the container's port, such as {label}
        请填写容器的端口，例如 {label}

        there is no load balancer
        没有指定负载均衡

        the load balancer reaches the nodes, and port {port} has no port there
        负载均衡转发到节点，但端口 {port} 没有映射固定的主机端口

        write ports: with a fixed one, such as "{mapping}"
        请在 ports: 中指定固定的主机端口，例如 "{mapping}"

        the port {port} of {balancer} is given twice
        负载均衡 {balancer} 的端口 {port} 重复

        load balancers don't speak "{scheme?}"
        负载均衡不支持协议“{scheme}”

        write tcp, udp, http or https
        请填写 tcp、udp、http 或 https

        "{name?}" is no name of a load balancer
        “{name}”不是有效的负载均衡名称

        write its name or its identifier: up to 80 letters, digits and - / . _
        请填写它的名称或 ID：最多 80 个字母、数字和 - / . _

        write a number from 1 to 65535
        请填写 1 到 65535 的数字

        the load balancer {name} already leads to the service {service}
        负载均衡 {name} 已用于服务 {service}

        give each service a load balancer of its own
        请为每个服务使用单独的负载均衡

        there is no log store "{name?}"
        没有日志库“{name}”

        write {label}, or remove the label
        请添加标签 {label}，或删除该标签

        "{name?}" is no option of a log store
        “{name}”不是日志库的选项

        write format, format.pattern, format.time_format, tags or target
        请填写 format、format.pattern、format.time_format、tags 或 target

        there is no log store "{name}" for this lifetime
        没有与该保存天数对应的日志库“{name}”

        "{path}" has a wildcard in a directory
        “{path}”的目录部分含有通配符

        write wildcards in the file's name only
        请只在文件名中使用通配符

        "{name?}" is no name for a log store
        “{name}”不是有效的日志库名称

        write letters, digits and hyphens
        请使用字母、数字和连字符

        there are two log stores "{name}"; capital letters make no difference
        有两个名为“{name}”的日志库（不区分大小写）

        rename one
        请重命名其中一个

        the log stores {one} and {other} both take {source}
        日志库 {one} 和 {other} 都采集 {source}

        the log stores {one} and {other} share the directory "{directory}"
        日志库 {one} 和 {other} 使用了同一目录“{directory}”

        keep one of them, with a wildcard for the files of both
        请只保留其中一个，用通配符匹配两者的文件

        a service is measured by a script or by HTTP
        服务的监控只能使用脚本或 HTTP 其中一种方式

        keep one of the two labels
        请只保留两个标签中的一个

        nodes have no roles
        节点没有角色之分

        remove the constraint; label nodes, and choose them with node.labels
        请删除该约束；可以为节点设置标签，再用 node.labels 选择节点

        "{key?}" is nothing that nodes are chosen by
        不能按“{key}”选择节点

        the service has {count} expressions for the scheduler
        服务有 {count} 条调度表达式

        keep it to {limit}
        请不要超过 {limit}

        keep it to {limit} bytes
        请不要超过 {limit} 字节

        keep it to {limit} characters
        请不要超过 {limit} 个字符

        the pattern "{pattern}" is not valid: {error}
        匹配模式“{pattern}”无效：{error}

        write a regular expression, with a backslash before signs that stand for themselves
        请填写正则表达式，表示符号本身时请在前面加反斜杠

        a whitelist with != is taken like one with ==
        白名单中的 != 会按 == 处理

        write ==, or a constraint
        请使用 ==，或改用约束

        "{text}": Key '{key?}' is invalid
        表达式“{text}”的键“{key}”无效

        "{text}": Value '{value?}' is invalid
        表达式“{text}”的值“{value}”无效

        "{text}": One of operator ==, != is expected
        表达式“{text}”缺少运算符 == 或 !=

        "{text}": the expression is longer than {limit} bytes
        表达式“{text}”超过 {limit} 字节

        write it like constraint:node==node1, group!=test or region==~us*
        请参照 constraint:node==node1、group!=test 或 region==~us* 填写

        write it like affinity:service!=db, image==redis or container==~front*
        请参照 affinity:service!=db、image==redis 或 container==~front* 填写

        write it like whitelist:node==node1|node2
        请参照 whitelist:node==node1|node2 填写

        write it like availability:az==2
        请参照 availability:az==2 填写

        there is more than one availability
        availability 指定了多次

        write availability:az==2 for at least two zones, or availability:az==~2 for as many as there are; 100 at most
        请填写 availability:az==2（至少两个可用区）或 availability:az==~2（尽可能分布到多个可用区）；最大为 100

        {zones} zones need {containers} containers; the service has {count}
        分布到 {zones} 个可用区需要 {containers} 个容器，但服务只有 {count} 个

        write the label aliyun.scale with {count} or more
        请将标签 aliyun.scale 设为 {count} 或更大

        a global service has one container on every node; "{hint}" has no effect
        全局服务在每个节点上运行一个容器，“{hint}”不生效

        remove it, write a constraint to choose the nodes, or remove aliyun.global
        请将其删除、改用约束选择节点，或删除 aliyun.global

        too many reschedule policies
        重新调度策略指定了多次

        keep one of them; the label counts, too
        请只保留其中一个（标签中的也算）

        invalid reschedule policy: "{policy?}"
        重新调度策略“{policy}”无效

        write off or on-node-failure
        请填写 off 或 on-node-failure

        this label has no effect without a probe
        没有设置健康检查，该标签不生效

        write aliyun.probe.url or aliyun.probe.cmd, or remove the label
        请添加标签 aliyun.probe.url 或 aliyun.probe.cmd，或删除该标签

        a service has one probe, by aliyun.probe.url or by aliyun.probe.cmd
        一个服务只能有一种健康检查：aliyun.probe.url 或 aliyun.probe.cmd

        probes don't speak "{scheme?}"
        健康检查不支持协议“{scheme}”

        write a URL such as http://container:8080/health or tcp://container:3306; for anything else, aliyun.probe.cmd with a command
        请填写 URL，例如 http://container:8080/health 或 tcp://container:3306；其他情况请用 aliyun.probe.cmd 执行命令

        the host of a probe is "{host?}"
        健康检查的主机写成了“{host}”

        write the word container in its place: each container's own address is used
        请在该处写 container：检查时会使用每个容器自己的地址

        the probe has no port
        健康检查没有指定端口

        write it after the host, such as tcp://container:3306
        请在主机后面写上端口，例如 tcp://container:3306

        a tcp probe has no path
        tcp 健康检查不能带路径

        write tcp://container:{port}
        请填写 tcp://container:{port}

        "{text?}" has no effect: containers get no access to the cluster by it
        “{text}”不生效：容器不会因此获得访问集群的权限

        remove it
        请将其删除

        the proxy finds no port of the service
        代理找不到该服务的端口

        write expose: with the container's port
        请用 expose: 写明容器的端口

        the service has the label {label}, which is the same one
        服务已有标签 {label}，两者是同一个标签

        remove one of them
        请删除其中一个

        the value is {count} bytes long
        值的长度为 {count} 字节

        write 16384 at most, 65536 for a certificate
        请不要超过 16384 字节，证书不要超过 65536 字节

        the value has a line end or another control character
        值中含有换行或其他控制字符

        write it on one line
        请写在一行内

        proxies don't speak "{scheme?}"
        代理不支持协议“{scheme}”

        write http, https, ws or wss
        请填写 http、https、ws 或 wss

        this label has no effect without a domain
        没有设置域名，该标签不生效

        write aliyun.routing.port_80 with a domain, or remove the label
        请用 aliyun.routing.port_80 设置域名，或删除该标签

        there is no domain
        没有指定域名

        the route "{route}" is given twice
        路由“{route}”重复

        requests over tcp name no domain to tell them apart by
        tcp 请求不带域名，无法按域名区分

        publish a port with ports, and put a load balancer before it with aliyun.lb.port_{port}
        请用 ports 映射主机端口，并用 aliyun.lb.port_{port} 在前面设置负载均衡

        domains don't go with "{scheme?}"
        域名不支持协议“{scheme}”

        write http, https, ws or wss, or no scheme
        请填写 http、https、ws 或 wss，或不写协议

        the domain "{domain}" is too long
        域名“{domain}”过长

        the domain "{domain}" has a port
        域名“{domain}”带有端口

        write the domain alone; the container's port is in the label's name
        请只填写域名；容器的端口写在标签名中

        {scheme} needs a domain of your own, and "{text?}" is a prefix
        {scheme} 需要使用自有域名，而“{text}”只是域名前缀

        write the whole domain, such as {example}
        请填写完整的域名，例如 {example}

        domains under {domain} belong to another service
        {domain} 下的域名属于其他服务

        write a prefix alone, such as blog, for a domain of this cluster
        请只填写前缀（例如 blog），以使用本集群的域名

        the path "{path}" is too long
        路径“{path}”过长

        the key {key} says {one}, this label {other}
        字段 {key} 为 {one}，该标签为 {other}，两者不一致

        the key {key} says something else
        与字段 {key} 的设置不一致

        a global service has one container on every node; this number has no effect
        全局服务在每个节点上运行一个容器，该数量不生效

        remove it, or remove aliyun.global
        请将其删除，或删除 aliyun.global

        only one container can have this name; the others are called {name}_2 and so on
        只有一个容器能使用该名称，其余容器依次命名为 {name}_2 等

        remove the key, or run one container
        请删除该字段，或只运行一个容器

        the label aliyun.rolling_updates says how updates go, too
        标签 aliyun.rolling_updates 也指定了更新方式

        this label has no effect without rolling updates
        没有启用滚动更新，该标签不生效

        write aliyun.rolling_updates: 'true', or remove the label
        请添加标签 aliyun.rolling_updates: 'true'，或删除该标签

        "{text?}" is no number of containers; 1 takes its place
        “{text}”不是有效的容器数，将按 1 处理
        """##
}
