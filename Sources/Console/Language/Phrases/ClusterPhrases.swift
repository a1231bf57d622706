//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What clusters, their load balancers, configuration items, tokens and routes are refused and explained with.
    static let clusterPhrases = ##"""
        failure_action '{text?}': is unknown; give pause, continue or rollback
        failure_action“{text}”：未知；请填写 pause、continue 或 rollback

        update_limit {seconds}: is outside 1 to 86400 seconds; give a number inside, or leave it out
        update_limit {seconds}：超出范围；请填写 1 到 86400 秒，或不填

        {field} '{text?}': is unknown; give rolling or blue-green, or leave it out
        {field}“{text}”：未知；请填写 rolling 或 blue-green，或不填

        volume {name}: is external and not on the node; make it there, or remove external from the template
        数据卷 {name}：声明为 external，但节点上没有；请先在节点上创建，或去掉模板中的 external

        container {name}: the name is taken by a container that Gantry didn't make; rename or remove it there
        容器 {name}：名称已被非 Gantry 创建的容器占用；请在该节点上重命名或删除它

        load balancer {name}: is bound to cluster {other}, and clusters don't share one; unbind it first with `gantry lb unbind {again} {same}`
        负载均衡 {name}：已绑定到集群 {other}，不能由多个集群共享；请先用 `gantry lb unbind {again} {same}` 解绑

        load balancer {name}: is not bound to cluster {cluster}; `gantry lb ls` shows where it is
        负载均衡 {name}：没有绑定到集群 {cluster}；可用 `gantry lb ls` 查看其位置

        need_slb: the server has no image to run a load balancer with; start it with --routing-image, or leave the load balancer out
        need_slb：服务端没有可用于运行负载均衡的镜像；请用 --routing-image 启动服务端，或不创建负载均衡

        load balancer {name}: {count} names for a certificate; give 1 to 100
        负载均衡 {name}：证书有 {count} 个域名；请填写 1 到 100 个

        Not Found: load balancer {name}: has no certificate '{certificate?}'; `gantry lb certificate ls {again}` lists those it has
        未找到：负载均衡 {name} 没有证书“{certificate}”；可用 `gantry lb certificate ls {again}` 查看

        load balancer {name}: '{title?}' is no name of a certificate; give 1 to 80 letters, digits and - _ . with --name
        负载均衡 {name}：“{title}”不是有效的证书名称；请用 --name 指定 1 到 80 个字母、数字或 - _ .

        load balancer {name}: {count} certificates of {size} bytes are too many; {limit} of {bytes} bytes are the most; remove some with `gantry lb certificate rm {again} CERTIFICATE`
        负载均衡 {name}：{count} 个证书共 {size} 字节，超出上限（{limit} 个，{bytes} 字节）；请用 `gantry lb certificate rm {again} CERTIFICATE` 删除一些

        load balancer {name}: is there already; change it, or choose another name
        负载均衡 {name}：已存在；请修改它，或换一个名称

        load balancer {name}: there are {count} already, which is the most; remove one first
        负载均衡 {name}：已有 {count} 个，达到上限；请先删除一个

        load balancer {name}: port {port} of the server's host is that of {other}, which cluster {cluster} has; choose another port
        负载均衡 {name}：服务端主机的端口 {port} 由集群 {cluster} 的 {other} 使用；请换一个端口

        load balancer {name}: leads to {users}; deploy {first} without its aliyun.lb label first
        负载均衡 {name}：正用于 {users}；请先去掉 aliyun.lb 标签重新部署 {first}

        Not Found: there is no load balancer '{name?}'; `gantry lb ls` lists those there are
        未找到：没有负载均衡“{name}”；可用 `gantry lb ls` 查看

        Not Found: configuration {name}: version {version} is not kept; `gantry config versions {again}` lists the last {limit}
        未找到：配置项 {name} 没有保留版本 {version}；可用 `gantry config versions {again}` 查看最近 {limit} 个版本

        configuration {name}: no cluster of region {region} has a node; join one with `gantry node join-command` first
        配置项 {name}：地域 {region} 的集群都没有节点；请先用 `gantry node join-command` 添加节点

        configuration {name}: is there already; change it with `gantry config set`, or choose another name
        配置项 {name}：已存在；请用 `gantry config set` 修改，或换一个名称

        configuration {name}: region {region} has {count} already, which is the most; remove one that nobody uses first
        配置项 {name}：地域 {region} 已有 {count} 个配置项，达到上限；请先删除一个没有使用的配置项

        configuration {name}: is at version {version}, the change was made to version {old}; look at it again with `gantry config inspect {again}`, and make the change to what it is now
        配置项 {name}：当前为版本 {version}，而此次修改基于版本 {old}；请重新查看（`gantry config inspect {again}`），并在当前内容上修改

        {project} in cluster {cluster}
        {project}（集群 {cluster}）

        configuration {name}: is used by {names}; deploy without it there first, or give --force (force=true), after which they can't be redeployed as they are
        配置项 {name}：正由 {names} 使用；请先让它们不使用该配置项重新部署，或强制删除（--force，force=true），之后它们无法按原样重新部署

        Not Found: there is no configuration '{name?}' in region {region}; `gantry config ls` lists those there are
        未找到：地域 {region} 中没有配置项“{name}”；可用 `gantry config ls` 查看

        load balancer {name}: port {port} leads to {users}; deploy without the label first
        负载均衡 {name}：端口 {port} 正用于 {users}；请先去掉标签重新部署

        Not Found: load balancer {name}: has no listener at port {port} that was added; `gantry lb inspect {again}` shows those it has
        未找到：负载均衡 {name} 没有手动添加的端口 {port} 的监听；可用 `gantry lb inspect {again}` 查看

        listener '{listener}': load balancers speak {schemes}; give one of them
        监听“{listener}”：负载均衡支持 {schemes}；请选择其一

        expired {seconds}: must be 1 second to ten years; give it in seconds
        expired {seconds}：有效期必须为 1 秒到十年；请以秒为单位填写

        token: there is no such token in this cluster
        令牌：该集群没有此令牌

        token: there is no such token
        令牌：没有此令牌

        token: is unknown, used up, over or revoked; get a new line from `gantry node join-command`
        令牌：未知、已用完、已过期或已吊销；请重新生成加入命令（`gantry node join-command`）

        token: another machine joined with it, and it is good for one; get a new line from `gantry node join-command`
        令牌：已有其他机器使用，每个令牌只能用于一台机器；请重新生成加入命令（`gantry node join-command`）

        token: is unknown, over or revoked
        令牌：未知、已过期或已吊销

        ErrorClusterNotFound: there is no cluster '{name?}'; `gantry cluster ls` lists those there are
        ErrorClusterNotFound：没有集群“{name}”；可用 `gantry cluster ls` 查看

        strategy '{name?}': is not known; give one of {names}
        strategy“{name}”：未知；请填写 {names} 之一

        size {size}: Gantry doesn't buy machines; create the cluster with size 0 and join yours with `gantry node join-command`
        size {size}：Gantry 不购买机器；请用 size 0 创建集群，再用 `gantry node join-command` 添加自己的机器

        network_mode '{mode?}': only vpc is known; leave it out
        network_mode“{mode}”：只支持 vpc；请不要填写

        region_id '{region?}': must be letters, digits and hyphens, as it is part of addresses; give one such as cn-beijing
        region_id“{region}”：只能包含字母、数字和连字符，因为它是地址的一部分；请填写例如 cn-beijing

        ErrorClusterNameAlreadyExist: there is a cluster '{name}' already; choose another name
        ErrorClusterNameAlreadyExist：已有集群“{name}”；请换一个名称

        cluster's endpoint: no port is free for it; give the server more of them with --endpoint-ports
        集群访问点：没有空闲端口；请用 --endpoint-ports 为服务端提供更多端口

        port {port}: is none; give one from 1 to 65535
        端口 {port}：无效；请填写 1 到 65535

        domain '{domain?}': is no domain name; give one such as apps.example.com
        域名“{domain}”：不是有效域名；请填写例如 apps.example.com

        image map: takes 1000 entries of 512 bytes at most; give fewer
        镜像映射：最多 1000 项，每项最长 512 字节；请减少

        registry login: needs a domain and a user; give both
        镜像仓库登录：需要域名和用户名；请都填写

        registry {domain}: the cluster has no login there
        镜像仓库 {domain}：集群没有该仓库的登录信息

        Invalid container name ({name}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed
        容器名称 {name} 无效，只允许 [a-zA-Z0-9][a-zA-Z0-9_.-]

        is joining the cluster's network
        正在加入集群网络

        is taken out of service
        已停止调度

        gives no sign of life
        没有响应

        its engine doesn't answer
        Docker 引擎没有响应

        {container} can't go to another node yet: {error}
        容器 {container} 暂时无法迁移到其他节点：{error}

        Rescheduled container {container} from {old} to {new} as {id}
        容器 {container} 已从 {old} 重新调度到 {new}，新容器为 {id}

        Container {container} was running, starting container {id}
        容器 {container} 此前在运行，正在启动容器 {id}

        {container} on {node} is removed: it went to another node while this one was away
        {node} 上的容器 {container} 被删除：该节点断开期间它已迁移到其他节点

        create {container}: {error}
        创建容器 {container}：{error}

        start {container}: {error}
        启动容器 {container}：{error}

        stop {container}: {error}
        停止容器 {container}：{error}

        remove {container}: {error}
        删除容器 {container}：{error}

        {node}: the engine made the container and gave no ID; look at its log
        {node}：Docker 引擎创建了容器但没有返回 ID；请查看引擎日志

        No such image: {image}: {failure}
        没有镜像 {image}：{failure}

        image {image}: can't be pulled: {error}
        镜像 {image}：拉取失败：{error}

        the engine's answer is longer than {limit} bytes
        Docker 引擎的响应超过 {limit} 字节

        its engine looks for the managers of the network
        其 Docker 引擎正在寻找网络管理节点

        cluster network: its engine's swarm mode is in state '{state}'; look into `docker info` there, and if it doesn't recover, run `docker swarm leave --force` there
        集群网络：其 Docker 引擎的 swarm 模式处于状态“{state}”；请在该节点查看 `docker info`，如不能恢复，请执行 `docker swarm leave --force`

        cluster network: no node that manages it is connected; start one of the first nodes again
        集群网络：没有已连接的管理节点；请重新启动最早加入的节点之一

        the managers of the network don't hear from its engine yet
        网络管理节点尚未收到其 Docker 引擎的消息

        the registry didn't answer for {time}
        镜像仓库在 {time} 内没有响应

        the registry named '{digest}' as its digest
        镜像仓库返回的摘要为“{digest}”

        state '{key}': can't be read as {type}: {error}; restore the state from a backup
        状态“{key}”：无法按 {type} 读取：{error}；请从备份恢复

        subnet_cidr '{text?}': is no private network of 8 to 24 bits; give one such as 172.28.0.0/16
        subnet_cidr“{text}”：不是 8 到 24 位的私有网段；请填写例如 172.28.0.0/16

        version {next} beside version {previous}
        版本 {next} 与版本 {previous} 并行运行

        {containers}: not in the routes there yet
        {containers}：尚未加入路由

        Not Found: application {name} has no run {number}; `gantry app runs {again}` lists the last {limit}
        未找到：应用 {name} 没有第 {number} 次执行；可用 `gantry app runs {again}` 查看最近 {limit} 次

        container {reference}: {count} IDs begin so; give more of the ID, or the name
        容器 {reference}：有 {count} 个 ID 以此开头；请提供更长的 ID 或名称

        its agent is away
        节点代理已断开

        no answer within {time}
        {time} 内没有响应

        its agent is away; its router goes on as it was
        节点代理已断开；其路由程序按原有配置继续运行

        not taken yet
        尚未生效

        503: no service has a route for {host}; add aliyun.routing.port_N: {again} to one
        503：没有服务使用 {host} 的路由；请为服务添加标签 aliyun.routing.port_N: {again}

        503: no route of {host} is for this path; the routes that it has are for others
        503：{host} 没有匹配该路径的路由；现有路由用于其他路径

        503: {service} has no container; start or scale it
        503：{service} 没有容器；请启动或扩容

        503: no container of {service} serves
        503：{service} 没有可提供服务的容器

        its node is lost
        其节点已失联

        its probe has not succeeded yet
        健康检查尚未成功

        no address in the cluster's network
        在集群网络中没有地址

        the agent of its node is away
        其节点的代理已断开

        not in the routes yet
        尚未加入路由

        on {place}: {problem}
        {place}：{problem}

        {service}: aliyun.lb.port_{port}: load balancer {name}: https needs a certificate; give one with `gantry lb certificate add {again} --cert FILE --key FILE`, or have one issued with `gantry lb certificate issue {same} DOMAIN`
        {service}：aliyun.lb.port_{port}：负载均衡 {name} 的 https 需要证书；请用 `gantry lb certificate add {again} --cert FILE --key FILE` 添加，或用 `gantry lb certificate issue {same} DOMAIN` 签发
        """##
}
