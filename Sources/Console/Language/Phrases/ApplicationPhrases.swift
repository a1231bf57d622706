//
// Part of Gantry, a container service for your own machines.
// Copyright the Gantry authors. Licensed under the Apache License 2.0.
// SPDX-License-Identifier: Apache-2.0
//

extension PhraseBook {
    /// What applications, nodes and their containers are refused, noted and explained with.
    static let applicationPhrases = ##"""
        application name '{name?}': must be 1 to 64 letters, digits or hyphens and not start with a hyphen; choose another
        应用名称“{name}”：必须为 1 到 64 个字母、数字或连字符，且不能以连字符开头；请换一个名称

        cluster name '{name?}': must be 1 to 63 digits, Chinese or English letters or hyphens and not start with a hyphen; choose another
        集群名称“{name}”：必须为 1 到 63 个数字、中英文字符或连字符，且不能以连字符开头；请换一个名称

        name: is missing; give the application a name
        name：未填写；请填写应用名称

        application {name}: is the name of Gantry's own; choose another name
        应用 {name}：该名称由 Gantry 自身使用；请换一个名称

        application {name}: is there already; update it, or choose another name
        应用 {name}：已存在；请更新该应用，或换一个名称

        {name} {version}: deploy accepted
        应用 {name}：已接受版本 {version} 的部署

        application {name}: version {version} is the one that runs; give the update another version
        应用 {name}：版本 {version} 正在运行；请为此次更新指定其他版本号

        {name}: version {version} beside {current} accepted
        应用 {name}：已接受版本 {version}，将与版本 {current} 并行运行

        {name}: update to version {version} accepted
        应用 {name}：已接受更新到版本 {version}

        {name}: removal accepted
        应用 {name}：已接受删除

        {name}: stop accepted
        应用 {name}：已接受停止

        {name}: start accepted
        应用 {name}：已接受启动

        {name}: kill accepted
        应用 {name}：已接受强制停止

        {name}: run accepted
        应用 {name}：已接受启动

        {service}: scale {old} → {count} accepted
        服务 {service}：已接受伸缩，{old} → {count}

        {name}: redeploy accepted
        应用 {name}：已接受重新部署

        {name}: redeploy as version {version} accepted: {reason}
        应用 {name}：已接受重新部署为版本 {version}：{reason}

        configuration {name} at version {version}
        配置项 {name} 为版本 {version}

        another image of {image}
        镜像 {image} 有更新

        service {service}: runs once on every node (aliyun.global), so it has no scale; remove the label first
        服务 {service}：在每个节点上运行一个容器（aliyun.global），不能伸缩；请先删除该标签

        service {service}: is elsewhere (external), so it has no containers here; scale another service
        服务 {service}：是外部服务（external），此处没有容器；请选择其他服务

        scale {count}: is outside 0 to 1000; give a number inside
        容器数量 {count}：超出范围；请填写 0 到 1000 之间的数

        Not Found: there is no application {name} in cluster {cluster}
        未找到：集群 {cluster} 中没有应用 {name}

        service {service}: is leaving, for version {version} of {application} doesn't have it; it goes on as it is until that version serves. Change a service of that version, or go back with `gantry app rollback {name}`
        服务 {service}：即将下线，因为应用 {application} 的版本 {version} 不包含它；在新版本提供服务之前它保持不变。请修改新版本中的服务，或用 `gantry app rollback {name}` 回滚

        Not Found: there is no service {service} in cluster {cluster}; services are named APPLICATION_SERVICE
        未找到：集群 {cluster} 中没有服务 {service}；服务名称的格式为 APPLICATION_SERVICE

        route {route}: is served by {owner} already; choose another domain or path for {service}
        路由 {route}：已由 {owner} 使用；请为 {service} 换一个域名或路径

        route {route}: is served by {owner} already; choose another domain or path for {service}, or remove the container
        路由 {route}：已由 {owner} 使用；请为 {service} 换一个域名或路径，或删除该容器

        label aliyun.routing.port_…: route {route} is served by {owner} already; choose another domain or path, or remove what serves it
        标签 aliyun.routing.port_…：路由 {route} 已由 {owner} 使用；请换一个域名或路径，或删除占用它的对象

        application {name}: is part of Gantry and can't be stopped; it goes with the cluster
        应用 {name}：是 Gantry 的系统应用，不能停止；它随集群一起删除

        application {name}: is part of Gantry and can't be removed; it goes with the cluster
        应用 {name}：是 Gantry 的系统应用，不能删除；它随集群一起删除

        application {name}: is part of Gantry and can't be rolled back; it goes with the cluster
        应用 {name}：是 Gantry 的系统应用，不能回滚；它随集群一起删除

        application {name}: is part of Gantry and can't {act}; it goes with the cluster
        应用 {name}：是 Gantry 的系统应用，不允许此操作；它随集群一起删除

        load balancer {name}: the server has no image to run it with; start it with --routing-image
        负载均衡 {name}：服务端没有可用于运行它的镜像；请用 --routing-image 启动服务端

        load balancer {name}: {first} and {second} both ask for it, and it is not shared; deploy one of them without its label first, or with the name of another
        负载均衡 {name}：{first} 和 {second} 都要使用它，而它不能共享；请先让其中一个不带该标签部署，或改用其他负载均衡

        load balancer {name}: is already bound to backend servers, those of {service}; take another one for the cluster's routing
        负载均衡 {name}：已绑定后端服务 {service}；请为集群路由使用其他负载均衡

        load balancer {name}: {service} asks for https at port {port}: {problem}
        负载均衡 {name}：{service} 在端口 {port} 上需要 https：{problem}

        load balancer {name}: {service} asks for {protocol} at port {port}; give the listener this protocol, or change the label first
        负载均衡 {name}：{service} 在端口 {port} 上需要协议 {protocol}；请让监听使用该协议，或先修改标签

        load balancer {name}: cluster {cluster} has {other} for its routing; unbind that one first with `gantry lb unbind {same} {again}`
        负载均衡 {name}：集群 {cluster} 的路由已使用 {other}；请先用 `gantry lb unbind {same} {again}` 解绑

        load balancer {name}: port {port} of the nodes is that of simple routing; choose another port
        负载均衡 {name}：节点的端口 {port} 由简单路由使用；请换一个端口

        load balancer {name}: port {port} is that of {other} on the server's host; choose another port
        负载均衡 {name}：服务端主机上的端口 {port} 由 {other} 使用；请换一个端口

        load balancer {name}: port {port} is that of {other} on the same nodes; choose another port, or other nodes with `gantry lb set {again} --node NODE`
        负载均衡 {name}：相同节点上的端口 {port} 由 {other} 使用；请换一个端口，或用 `gantry lb set {again} --node NODE` 选择其他节点

        no load balancer {name} is bound to cluster {cluster}, so none leads here yet
        集群 {cluster} 没有绑定名为 {name} 的负载均衡，因此暂时没有流量转发到这里

        make it with `gantry lb create {name}` and bind it with `gantry lb bind {again} {cluster}`; the application need not be deployed again
        请用 `gantry lb create {name}` 创建，并用 `gantry lb bind {again} {cluster}` 绑定；应用无需重新部署

        {service}: aliyun.lb.port_{port}: load balancer {name}: is the cluster's own, which leads to its routing; name another one, or give the service a route with aliyun.routing.port_{again}
        {service}：aliyun.lb.port_{port}：负载均衡 {name} 是集群自带的，用于集群路由；请改用其他负载均衡，或用 aliyun.routing.port_{again} 为服务添加路由

        {service}: aliyun.lb.port_{port}: load balancer {name}: its listener at port {front} speaks {protocol} and not {wanted}; change the label, or remove the listener with `gantry lb listener rm {again} {frontagain}`
        {service}：aliyun.lb.port_{port}：负载均衡 {name} 在端口 {front} 的监听使用 {protocol} 而不是 {wanted}；请修改标签，或用 `gantry lb listener rm {again} {frontagain}` 删除该监听

        {service}: aliyun.lb.port_{port}: load balancer {name}: leads to {other} already, and is not shared; give each its own with `gantry lb create`
        {service}：aliyun.lb.port_{port}：负载均衡 {name} 已用于 {other}，不能共享；请用 `gantry lb create` 为每个服务创建各自的负载均衡

        configurations: an application takes {limit} different ones at most; give each once
        configurations：一个应用最多使用 {limit} 个不同的配置项；请勿重复填写

        configuration {name}: there is none of this name in region {region}; create it with `gantry config create`, or deploy without it
        配置项 {name}：地域 {region} 中没有该配置项；请用 `gantry config create` 创建，或不使用它进行部署

        configuration {name}: there is none of this name in region {region}; create it with `gantry config create`, or take one of [{others}]
        配置项 {name}：地域 {region} 中没有该配置项；请用 `gantry config create` 创建，或使用 [{others}] 之一

        configuration {name} is at version {version}; {application} runs with version {used} until it is redeployed
        配置项 {name} 已更新到版本 {version}；应用 {application} 在重新部署之前使用版本 {used}

        signal '{signal?}': is none; give one such as KILL or HUP
        信号“{signal}”：无效；请填写 KILL 或 HUP 等信号

        {node} is drained: its containers move to other nodes
        节点 {node} 正在排空：其容器将迁移到其他节点

        {node} takes containers again
        节点 {node} 恢复接受容器

        belongs to a job, and runs to its end
        属于任务，将运行至结束

        the node is not connected
        节点未连接

        {container} is removed: {reasons}
        容器 {container} 被删除：{reasons}

        {container} is made on {node}: {reasons}
        容器 {container} 在 {node} 上创建：{reasons}

        {container} runs on {node}
        容器 {container} 在 {node} 上运行

        {container} on {node} ended with exit code {code}
        容器 {container} 在 {node} 上退出，退出码 {code}

        {container} on {node} ended : {error}
        容器 {container} 在 {node} 上异常结束：{error}

        {container} is healthy
        容器 {container} 健康检查通过

        {container} is unhealthy: {message?}
        容器 {container} 健康检查失败：{message}

        {container} goes from {old} to {new}: {reasons}
        容器 {container} 从 {old} 迁移到 {new}：{reasons}

        {name} is removed
        应用 {name} 已删除

        load balancer {name}: certificate {certificate} ({hosts}) expired at {time}; give a new one with `gantry lb certificate add {again} --name {same} --cert FILE --key FILE`
        负载均衡 {name}：证书 {certificate}（{hosts}）已于 {time} 过期；请用 `gantry lb certificate add {again} --name {same} --cert FILE --key FILE` 更换

        load balancer {name}: certificate {certificate} ({hosts}) expires at {time}; give a new one with `gantry lb certificate add {again} --name {same} --cert FILE --key FILE`
        负载均衡 {name}：证书 {certificate}（{hosts}）将于 {time} 过期；请用 `gantry lb certificate add {again} --name {same} --cert FILE --key FILE` 更换

        {container}: its node has no GPU any more
        容器 {container}：其节点已没有 GPU

        {container}: needs {count} GPUs of {node}, which has too few left
        容器 {container}：需要 {node} 的 {count} 个 GPU，但剩余不足

        the server's host
        服务端主机

        image {image}: service {service} follows its tag, and no node is connected through which its registry can be asked; try again when one is
        镜像 {image}：服务 {service} 跟随其标签，但没有已连接的节点可用于查询镜像仓库；请在节点连接后重试

        image {image}: service {service} follows its tag, and its registry can't say what is behind it: {failure}; correct the image or the cluster's login, or leave out aliyun.latest_image
        镜像 {image}：服务 {service} 跟随其标签，但镜像仓库无法给出对应的镜像：{failure}；请修正镜像或集群的仓库登录，或去掉 aliyun.latest_image

        run {number} of {name} begins, as was asked for
        任务 {name} 的第 {number} 次执行开始：手动触发

        run {number} of {name} begins, for its schedule's {time}
        任务 {name} 的第 {number} 次执行开始：定时 {time}

        run {number} of {name} begins, for its schedule's {time}; {missed} times before it were missed
        任务 {name} 的第 {number} 次执行开始：定时 {time}；此前错过 {missed} 次

        run {number} of {name} succeeded
        任务 {name} 的第 {number} 次执行成功

        run {number} of {name} succeeded; {skipped} times of its schedule came meanwhile and were left out
        任务 {name} 的第 {number} 次执行成功；期间有 {skipped} 次定时被跳过

        run {number} of {name} failed: {reason}
        任务 {name} 的第 {number} 次执行失败：{reason}

        run {number} of {name} failed: {reason}; {skipped} times of its schedule came meanwhile and were left out
        任务 {name} 的第 {number} 次执行失败：{reason}；期间有 {skipped} 次定时被跳过

        run {number} of {name} was stopped: {reason}
        任务 {name} 的第 {number} 次执行被停止：{reason}

        run {number} of {name} was ended: {reason}
        任务 {name} 的第 {number} 次执行被终止：{reason}

        application {name}: is stopped; start it with `gantry app start {again}`
        应用 {name}：已停止；请用 `gantry app start {again}` 启动

        application {name}: run {number} is under way, and only one is at a time; wait for its end, or end it with `gantry app stop {again}`
        应用 {name}：第 {number} 次执行正在进行，同一时间只能执行一次；请等待结束，或用 `gantry app stop {again}` 终止

        application {name}: a run is about to begin; wait for its end
        应用 {name}：即将开始一次执行；请等待其结束

        {name}: a run was asked for
        任务 {name}：已请求执行一次

        application {name}: has no schedule (aliyun.schedule), so there is nothing to suspend
        应用 {name}：没有定时（aliyun.schedule），无可暂停

        {name}: its schedule is suspended
        任务 {name}：定时已暂停

        {name}: its schedule counts again
        任务 {name}：定时已恢复

        application {name}: is kept running, so it has no runs; jobs have the label aliyun.project_type: batch at the top of their template
        应用 {name}：是持续运行的应用，没有执行记录；任务的编排模板顶层应有标签 aliyun.project_type: batch

        application {name}: is a job, whose services can't be {act}; use `gantry app stop` and `app run`
        应用 {name}：是任务，其服务不支持此操作；请使用 `gantry app stop` 和 `app run`

        application {name}: is a job, and the template has no label aliyun.project_type; remove the application first, or choose another name
        应用 {name}：是任务，而模板没有标签 aliyun.project_type；请先删除该应用，或换一个名称

        application {name}: is kept running, and the template makes it a job; remove the application first, or choose another name
        应用 {name}：是持续运行的应用，而模板将其定义为任务；请先删除该应用，或换一个名称

        application {name}: is a job, which serves nobody, so it has no blue-green release; leave the update method out
        应用 {name}：是任务，不对外提供服务，不支持蓝绿发布；请不要指定发布策略

        node name '{name?}': is no host name; give one of letters, digits and hyphens with --name
        节点名称“{name}”：不是有效的主机名；请用 --name 指定由字母、数字和连字符组成的名称

        join: needs the machine's address and its engine's ID; update the agent
        加入：缺少机器地址和 Docker 引擎 ID；请升级节点代理

        join: takes 100 labels at most and a zone of 128 bytes; give fewer
        加入：最多 100 个标签，可用区最长 128 字节；请减少

        node {name}: {what} belongs to another node of the cluster; choose another with --name or --address, or remove the old one with `gantry node rm {other}`
        节点 {name}：{what} 属于集群的另一个节点；请用 --name 或 --address 另选，或用 `gantry node rm {other}` 移除旧节点

        {node} joined at {address}
        节点 {node} 已加入，地址 {address}

        Not Found: there is no node '{node}' in cluster {cluster}; `gantry node ls` lists them
        未找到：集群 {cluster} 中没有节点“{node}”；可用 `gantry node ls` 查看

        labels: takes 100 at most; give fewer
        labels：最多 100 个；请减少

        aliyun.zone: a zone has 128 bytes at most; give a shorter one
        aliyun.zone：可用区名称最长 128 字节；请缩短

        node {node}: {count} containers of applications are on it, such as {example}; scale them down or give --force, which loses their local data
        节点 {node}：其上有 {count} 个应用容器，例如 {example}；请先缩容，或强制移除（--force，会丢失其本地数据）

        {node} was removed
        节点 {node} 已移除

        {node}: its certificate was renewed; it is good until {time}
        节点 {node} 的证书已更新，有效期至 {time}

        cluster {cluster}: has {count} nodes and the applications [{names?}]; remove them first
        集群 {cluster}：还有 {count} 个节点和应用 [{names}]；请先移除

        moves: takes 10000 at most; give fewer
        moves：最多 10000 个；请减少

        service {service}: runs once on every node (aliyun.global), so there is nothing to move
        服务 {service}：在每个节点上运行一个容器（aliyun.global），无可迁移

        service {service}: has volumes on its nodes, whose data would stay behind; give --force to do without
        服务 {service}：在节点上有数据卷，其数据不会随之迁移；如确认放弃，请使用 --force

        container {container}: isn't on {node} any more; have the plan made again
        容器 {container}：已不在 {node} 上；请重新生成计划

        the node finds no address of
        节点找不到以下名称的地址：

        the node could not look up ({error})
        节点无法解析（{error}）

        {container}: the node finds no address of {hosts}; the names of these services don't resolve in the container until it is made anew
        容器 {container}：节点找不到 {hosts} 的地址；在重建容器之前，这些服务名称在容器中无法解析

        {container}: the node could not look up ({error}) {hosts}; the names of these services don't resolve in the container until it is made anew
        容器 {container}：节点无法解析 {hosts}（{error}）；在重建容器之前，这些服务名称在容器中无法解析

        the agent answered with {status}
        节点代理返回 {status}

        {node} can't join the cluster's network yet: {problem}
        节点 {node} 暂时无法加入集群网络：{problem}

        no node that manages the network is connected
        没有已连接的网络管理节点

        the agent closed the connection
        节点代理关闭了连接

        node {node}: is not part of cluster {cluster} any more; join it again
        节点 {node}：已不属于集群 {cluster}；请重新加入

        {node} is away: {reason}
        节点 {node} 断开：{reason}

        the agent answered its report call with {status}
        节点代理对状态报告请求返回 {status}

        {node}: its engine answers again
        节点 {node}：Docker 引擎恢复响应

        {node}: its engine doesn't answer
        节点 {node}：Docker 引擎没有响应

        {node} is connected (engine {version})
        节点 {node} 已连接（Docker 引擎 {version}）

        {node} gave no sign of life for {time}; its containers count as lost
        节点 {node} 已有 {time} 没有响应；其容器视为丢失

        description: is longer than {limit} characters; shorten it
        description：超过 {limit} 个字符；请缩短

        version: is longer than {limit} bytes; shorten it
        version：超过 {limit} 字节；请缩短

        kept_files: there is no file '{path}' in what runs; give its text in files
        kept_files：运行中的版本没有文件“{path}”；请在 files 中提供其内容

        template: refused for a problem; nothing was changed
        编排模板：有 1 个问题，未做任何变更

        template: refused for {count} problems; nothing was changed
        编排模板：有 {count} 个问题，未做任何变更

        application {name}: was deployed anew at the same time; look at it, and redeploy it if that is still wanted
        应用 {name}：同时被重新部署；请查看后再决定是否重新部署

        Conflicts with unconfirmed updates for operation: application {name} has version {next} beside version {previous}; confirm it with `gantry app confirm {again}`, or take it back with `gantry app rollback {same}`
        与未确认的发布冲突：应用 {name} 的版本 {next} 与版本 {previous} 并行运行；请先确认发布（`gantry app confirm {again}`），或回滚（`gantry app rollback {same}`）

        services [{names}]: are in the version that runs, too; in a blue-green release the new services need names of their own, such as {example}
        服务 [{names}]：与运行中的版本同名；蓝绿发布中新服务需要使用不同的名称，例如 {example}

        weights: are missing; give them as SERVICE=WEIGHT
        weights：未填写；请按 SERVICE=WEIGHT 填写

        Not Found: there is no service '{service}'; there are [{known}]
        未找到：没有服务“{service}”；现有 [{known}]

        weight {weight}: is outside 0 to 100; give a number inside
        权重 {weight}：超出范围；请填写 0 到 100 之间的数

        weights: nobody would serve {address} any more; give one of its services a weight above 0 first
        weights：{address} 将没有服务处理；请先让其中一个服务的权重大于 0

        {name}: weights {weights} accepted
        应用 {name}：已接受权重 {weights}

        application {name}: services [{names}] don't run yet; wait, or give force=true
        应用 {name}：服务 [{names}] 尚未运行；请等待，或使用强制选项（force=true）

        {name}: version {version} is confirmed
        应用 {name}：已确认版本 {version}

        {name}: back to version {version}
        应用 {name}：已回到版本 {version}

        application {name}: has no blue-green release that waits; deploy one with `gantry app deploy {again} --update-method blue-green`
        应用 {name}：没有等待确认的蓝绿发布；可用 `gantry app deploy {again} --update-method blue-green` 发起

        {container} failed, so the update to version {version} stops and what is left goes on: {message}
        容器 {container} 失败，更新到版本 {version} 已中止，其余容器继续运行：{message}

        {container} failed, so the update to version {version} stops and what is left goes on: {message}; its last lines: {lines}
        容器 {container} 失败，更新到版本 {version} 已中止，其余容器继续运行：{message}；最后几行日志：{lines}

        {container} failed, so the move stops and what is left goes on: {message}
        容器 {container} 失败，迁移已中止，其余容器继续运行：{message}

        {container} failed, so the move stops and what is left goes on: {message}; its last lines: {lines}
        容器 {container} 失败，迁移已中止，其余容器继续运行：{message}；最后几行日志：{lines}

        {name}: the update to version {version} is tried again
        应用 {name}：再次尝试更新到版本 {version}

        the node has a newer table
        节点已有更新的路由表

        Not Found: application {name}: version {version} is not kept; `gantry app versions {again}` lists the last {limit}
        未找到：应用 {name} 没有保留版本 {version}；可用 `gantry app versions {again}` 查看最近 {limit} 个版本

        Not Found: application {name}: there is no earlier version; `gantry app versions {again}` lists the last {limit}
        未找到：应用 {name} 没有更早的版本；可用 `gantry app versions {again}` 查看最近 {limit} 个版本

        application {name}: version {version} is the one that runs; choose another of `gantry app versions {again}`
        应用 {name}：版本 {version} 正在运行；请从 `gantry app versions {again}` 中选择其他版本

        {name}: back from version {current} to {target}
        应用 {name}：从版本 {current} 回滚到 {target}
        """##
}
